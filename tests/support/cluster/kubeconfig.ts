import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home of its own for kubectl: kubeconfig and cache. */
export interface KubeHome {
  readonly dir: string;
  /** For the commands of a test: KUBECONFIG, and no other tool's variables. */
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** Writes a kubeconfig with a context a server, the first the current one. */
export function makeKubeHome(servers: Readonly<Record<string, string>>): KubeHome {
  const dir = mkdtempSync(join(tmpdir(), 'lab-kube-'));
  const names = Object.keys(servers);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0] ?? '',
    clusters: names.map((name) => ({ name, cluster: { server: servers[name] } })),
    users: [{ name: 'tester', user: {} }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'tester' } })),
  };
  const file = join(dir, 'config');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return {
    dir,
    env: { KUBECONFIG: file, KUBECACHEDIR: join(dir, 'cache'), HOME: dir },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
