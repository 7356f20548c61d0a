import { isIP } from 'node:net';
import type { MeshMap } from './capture-map.ts';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'grpc:': 80, 'tcp:': 0 };

/** Where a call goes: to the pod's own sidecar, or to the pod itself where it is one of those that it calls. */
export interface CallTarget {
  readonly url: URL;
  readonly scheme: 'http' | 'grpc' | 'tcp';
  /** `ADDRESS:PORT` to choose from. */
  readonly places: readonly string[];
  /** The address to call from. */
  readonly source?: string;
}

/**
 * Whether a stand-in may call a URL. A request can come from anywhere, also from a web page that a browser on this machine shows,
 * and must not reach what that page could not: only names of the mesh's registry are called, by way of the pod's sidecar. Nothing
 * is looked up in DNS, and no address is dialled that a request names.
 *
 * @returns the target, or why it is refused
 */
export function callTarget(text: string, map: MeshMap): CallTarget | string {
  if (!URL.canParse(text)) return 'not a URL';
  const url = new URL(text);
  const usual = PORTS[url.protocol];
  const port = Number(url.port) || usual;
  if (usual === undefined) return `${url.protocol}// is not one of http://, grpc:// and tcp://`;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (isAddress(host)) return 'an IP address is not called: use the name of a Service';
  if (/(^|\.)localhost$/.test(host)) return 'this machine is not called';
  if (url.username || url.password) return 'a URL with a user name or password is not called';
  const key = `${host}:${port}`;
  const places = map.connect[key];
  if (!places || !Object.hasOwn(map.connect, key)) return `the mesh has no service ${key}`;
  if (map.outside?.includes(key)) return `${key} is outside of the mesh`;
  const own = new Set(map.own);
  const ofPod = places.filter((place) => own.has(place));
  if (ofPod.length === 0) return `calls to ${key} do not go through the sidecar of this pod`;
  const scheme = url.protocol.slice(0, -1) as CallTarget['scheme'];
  return { url, scheme, places: ofPod, ...(map.source !== undefined && { source: map.source }) };
}

/** In any of the ways to write one: URL has made 127.1 and 0x7f000001 of http URLs an address, but not of others. */
function isAddress(host: string): boolean {
  return (
    host.startsWith('[') ||
    isIP(host) !== 0 ||
    (/^[\dx.a-f]*$/.test(host) && /^(0x[\da-f]+|\d+)(\.|$)/.test(host))
  );
}
