import type { Mesh } from '../model/mesh.ts';
import { perMesh } from '../model/per-mesh.ts';
import type { Pod } from '../model/registry.ts';
import { translate, translateInbound } from '../xds/translate.ts';
import type { ProxyConfig } from '../xds/types.ts';

/** The configuration of a pod's proxy, translated once a mesh. */
export function proxyConfig(mesh: Mesh, pod: Pod): ProxyConfig {
  const configs = translated(mesh);
  const config = configs.get(pod) ?? translate(mesh, pod);
  configs.set(pod, config);
  return config;
}

const translated = perMesh(() => new WeakMap<Pod, ProxyConfig>());

/** Its part for requests that arrive at the pod: servers are many, and what they call is no matter there. */
export function inboundConfig(mesh: Mesh, pod: Pod): ProxyConfig {
  const configs = inbound(mesh);
  const config = configs.get(pod) ?? translateInbound(mesh, pod);
  configs.set(pod, config);
  return config;
}

const inbound = perMesh(() => new WeakMap<Pod, ProxyConfig>());
