import type { LabStatus } from '@lab/local';
import { describe, expect, it } from 'vitest';
import { hostLines } from './host-lines.ts';
import { readyText } from './ready-text.ts';

const http = (host: string, address = '127.0.0.1:8080') => ({ host, address, tls: false });
const status = (more: Partial<LabStatus>): LabStatus => ({
  ...{
    pid: 1,
    manifests: '/shop/k8s',
    components: [],
    without: [],
    artifactsFile: '/shop/skaffold.yaml',
    platform: [],
    gatewayPort: 8080,
    hosts: [],
  },
  ...{ pods: [], absent: [], guarded: false, findings: [], edits: 'applied' },
  ...more,
});
const text = (more: Partial<LabStatus>) =>
  readyText(
    status(more),
    (_, painted) => painted,
    (file) => file,
  ).join('\n');

describe('readyText', () => {
  it('names the hosts that the Gateways serve, and no other', () => {
    const written = text({ hosts: [http('shop.localhost'), http('shop.example.com')] });
    expect(written).toContain('ready  http://shop.localhost:8080');
    expect(written).toContain("curl -H 'Host: shop.example.com' http://127.0.0.1:8080");
    expect(written).not.toMatch(/frontend|--canary/);
  });

  it('says that there is none', () => {
    expect(text({})).toContain('ready  no host: no Gateway has a route');
    expect(text({})).not.toContain('http://');
    expect(text({})).toContain('./lab call --from POD URL');
  });

  it("begins with the lab's own application, where it is that", () => {
    const written = text({ hosts: [http('frontend.local'), http('frontend.localhost')] });
    expect(written).toMatch(/ready {2}http:\/\/frontend\.localhost:8080\n +curl -H 'Host: frontend\.local'/);
    expect(written).toContain('./lab call');
  });

  it('says where images and what the lab added are from', () => {
    const written = text({ platform: ['ConfigMap istio-system/istio'] });
    expect(written).toContain('images: see /shop/skaffold.yaml');
    expect(written).toContain('ConfigMap istio-system/istio');
  });
});

describe('hostLines', () => {
  it.each([
    [http('*'), 'http://localhost:8080'],
    [http('localhost'), 'http://localhost:8080'],
    [http('*.localhost'), 'http://NAME.localhost:8080'],
    [http('*.example.com'), "curl -H 'Host: NAME.example.com' http://127.0.0.1:8080"],
    [http('shop.localhost', '127.11.0.1:81'), "curl -H 'Host: shop.localhost' http://127.11.0.1:81"],
    [{ ...http('shop.localhost'), tls: true }, 'https://shop.localhost:8080'],
    [
      { ...http('shop.example.com'), tls: true },
      'curl -k --connect-to ::127.0.0.1:8080 https://shop.example.com',
    ],
  ])('%j', (host, line) => expect(hostLines([host])).toEqual([line]));
});
