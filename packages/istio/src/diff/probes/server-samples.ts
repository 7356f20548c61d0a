import { podOf } from '../../explain/explain-request.ts';
import { inboundConfig, proxyConfig } from '../../explain/proxy-config.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { HTTP_RBAC_FILTER, JWT_FILTER } from '../../xds/names.ts';
import { httpConnectionManagerOf, typedConfigOf } from '../../xds/typed-config.ts';
import type { HttpFilter, RbacRules } from '../../xds/types.ts';
import { distinctSamples, type RequestSample } from './request-sample.ts';
import { ruleSamples, tokenSamples } from './rule-samples.ts';

/** Requests that the policies of a workload's proxy tell apart, whoever sends them. */
export function serverSamples(mesh: Mesh, workload: string): readonly RequestSample[] {
  const known = samplesOf(mesh);
  const samples = known.get(workload) ?? samplesFor(mesh, workload);
  known.set(workload, samples);
  return samples;
}

const samplesOf = perMesh(() => new Map<string, readonly RequestSample[]>());

function samplesFor(mesh: Mesh, workload: string): readonly RequestSample[] {
  const pod = podOf(mesh, workload);
  const { listeners } = pod.proxy === 'gateway' ? proxyConfig(mesh, pod) : inboundConfig(mesh, pod);
  const filters = listeners
    .flatMap(({ filterChains }) => filterChains)
    .flatMap((chain) => httpConnectionManagerOf(chain)?.httpFilters ?? []);
  return distinctSamples(filters.flatMap(filterSamples));
}

function filterSamples(filter: HttpFilter): readonly RequestSample[] {
  if (filter.name === JWT_FILTER) {
    const settings = typedConfigOf(filter, 'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication');
    return settings ? tokenSamples(settings) : [];
  }
  if (filter.name !== HTTP_RBAC_FILTER) return [];
  const { rules } = (filter.typedConfig ?? {}) as Partial<RbacRules>;
  return Object.values(rules?.policies ?? {}).flatMap(ruleSamples);
}
