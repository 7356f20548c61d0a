import { explainJourney, type journey, type Mesh } from '@lab/istio';
import type { Observation } from './compare-live.ts';
import type { LiveProbe } from './wire-request.ts';

/**
 * How what was observed differs from every way in which the explanation lets the call end: status and flags. Empty where
 * the probe is no plain request of a workload or to a gateway, or leads out of the mesh: there, names have to resolve.
 */
export function compareEnds(mesh: Mesh, probe: LiveProbe, observations: readonly Observation[]): string[] {
  const request = plainRequest(probe);
  if (!request || probe.from === undefined) return [];
  const [hop] = explainJourney(mesh, { from: probe.from, request }).hops;
  const leadsOut = ({ by, failure }: journey.End) => by === 'outside' || failure?.kind === 'host-unknown';
  if (!hop || hop.ends.some(leadsOut)) return [];
  const wanted = hop.ends.map(({ status, flags }) => ({ status, flags: [...flags].sort().join() }));
  const differing = observations.filter(({ answer, line }) => {
    if (!line || !('status' in answer)) return false;
    const flags = (line.response_flags ?? '-').split(',').filter((flag) => flag !== '-');
    const seen = flags.sort().join();
    return !wanted.some((end) => end.flags === seen && (end.status ?? answer.status) === answer.status);
  });
  return differing.slice(0, 1).map(({ line }) => {
    const got = `${line?.response_code} ${line?.response_flags}`;
    return `end: explained ${JSON.stringify(wanted)}, got ${got} (${line?.response_code_details})`;
  });
}

/** A probe as a request that an explanation takes; undefined for one with settings of its own on the wire. */
function plainRequest({ to, request }: LiveProbe): journey.JourneyRequest | undefined {
  const { protocol = 'http', tls = 'none', host = '', method = 'GET', path = '/', port, jwt } = request;
  const own = [to, request.sni, request.alpn, request.principal, request.sourceIp, request.remoteIp];
  if (protocol !== 'http' || tls === 'mutual' || [...own, request.address].some((set) => set !== undefined)) {
    return undefined;
  }
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...{ method, host, path, port, headers: Object.fromEntries(headers) },
    scheme: tls === 'simple' ? 'https' : 'http',
    ...(jwt && { jwt }),
  };
}
