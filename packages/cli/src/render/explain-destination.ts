import { type journey, parseClusterName } from '@lab/istio';
import { headerLines } from './explain-headers.ts';
import { type ExplainStyle, listText, percent, placeText, shortHost, sourceText } from './explain-style.ts';

/** Where a share of the requests goes, how it is secured, and what the proxies at the other end decide. */
export function destinationLines(
  destination: journey.DestinationStep,
  hop: journey.Hop,
  style: ExplainStyle,
): string[] {
  const { share, endpoints, tls, servers, kind, host, failure } = destination;
  if (failure) return [];
  const target = `${style.paint('bold', percent(share))} to ${destinationText(destination)}`;
  const isKnown = kind === 'service' || kind === 'external' || host !== undefined;
  const pods = kind === 'service' || (kind === 'passthrough' && host) ? `: ${podsText(endpoints)}` : '';
  return [
    `${target}${pods}.`,
    ...(isKnown && endpoints.length > 0 ? [`  ${wireText(tls)}.`] : []),
    ...headerLines('Request', destination.request).map((line) => `  ${line}`),
    ...serverLines(servers, style).map((line) => `  ${line}`),
    ...(style.verbose && hop.proxy.kind !== 'none'
      ? ruleLines(destination, style).map((line) => `  ${line}`)
      : []),
  ];
}

/** A cluster as people name it: `ml-service.ml:5000, subset canary`. */
export function clusterText(name: string): string {
  const cluster = parseClusterName(name);
  if (!cluster) return name;
  return `${shortHost(cluster.hostname)}:${cluster.port}${cluster.subset ? `, subset ${cluster.subset}` : ''}`;
}

function destinationText({ cluster, host, port, kind }: journey.DestinationStep): string {
  if (kind === 'passthrough') {
    const address = 'the address that the application dialled';
    return host ? `${address}, of ${shortHost(host)}:${port}` : address;
  }
  const text = cluster === '' ? `${shortHost(host ?? '')}:${port}` : clusterText(cluster);
  if (kind === 'missing') return `${text}, which the proxy does not have`;
  return kind === 'external' ? `${text}, outside the mesh` : text;
}

function podsText(endpoints: readonly journey.EndpointGroup[]): string {
  if (endpoints.length === 0) return 'no pod';
  return listText(endpoints.map(({ workload, pods, ready }) => `${workload} (${ready} of ${pods} ready)`));
}

function wireText({ onWire, identity, mode }: journey.DestinationStep['tls']): string {
  switch (onWire) {
    case 'mutual':
      return `Mutual TLS, as ${identity?.replace('spiffe://', '') ?? 'the caller'}`;
    case 'mixed':
      return 'Mutual TLS to the pods that have a proxy, and plaintext to the others';
    case 'tls':
      return mode === 'MUTUAL'
        ? 'TLS with the client certificate of the DestinationRule'
        : 'TLS, without a client certificate';
    default:
      return 'Plaintext';
  }
}

function serverLines(servers: readonly journey.ServerStep[], style: ExplainStyle): string[] {
  const lines = servers.map((server) => [
    ...verdictLines(server, style),
    ...(style.verbose ? policyLines(server, style) : []),
  ]);
  const isSame = lines.every((own) => own.join() === lines[0]?.join());
  return isSame
    ? (lines[0] ?? [])
    : servers.flatMap(({ workload }, index) => (lines[index] ?? []).map((line) => `${workload}: ${line}`));
}

function verdictLines({ rbac, jwt, failure }: journey.ServerStep, style: ExplainStyle): string[] {
  const token = jwt === undefined ? [] : [`Token: ${tokenText(jwt)}.`];
  if (failure?.kind === 'jwt-denied' || !rbac) return token;
  const { decision, by } = rbac;
  const word = decision === 'allowed' ? 'Allowed' : 'Denied';
  const why = by
    ? `rule ${by.rule + 1} of ${sourceText(by.source, style)}`
    : decision === 'allowed'
      ? 'default: no policy denies it'
      : 'default: ALLOW policies apply, and none of their rules matches';
  return [...token, `${word} by ${why}.`];
}

function tokenText(jwt: string): string {
  if (jwt === 'none') return 'none is sent';
  return jwt === 'verified' ? 'accepted' : jwt.replaceAll('-', ' ');
}

function policyLines(server: journey.ServerStep, style: ExplainStyle): string[] {
  const { peerAuthentication: peer, policies, policiesNotSelecting } = server;
  return [
    ...(peer
      ? [`Mutual TLS is ${peer.mode} by ${sourceText(peer, style)}.`]
      : ['Mutual TLS is PERMISSIVE, the default.']),
    ...policies.map(
      ({ source, action, rule, matched, dryRun }) =>
        `${dryRun ? 'Dry run: ' : ''}${action} rule ${rule + 1} of ${sourceText(source, style)} ${matched ? 'matches' : 'does not match'}.`,
    ),
    ...policiesNotSelecting.map(
      (source) => `${sourceText(source, style)} does not select ${server.workload}.`,
    ),
  ];
}

const LEVELS = {
  'subset-port': "the subset's port",
  subset: 'the subset',
  port: 'the port',
  'top-level': 'the top level',
};

function ruleLines({ rule, otherRules, kind }: journey.DestinationStep, style: ExplainStyle): string[] {
  if (kind === 'missing' || kind === 'passthrough') return [];
  const own = rule
    ? [
        `Settings: ${sourceText(rule, style)}.`,
        ...rule.values.map(
          ({ setting, from, location }) =>
            `${setting} is from ${LEVELS[from]}${location ? ` (${placeText(location, style)})` : ''}.`,
        ),
      ]
    : ['Settings: defaults, as no DestinationRule applies.'];
  return [
    ...own,
    ...otherRules.map(
      (other) => `${sourceText(other, style)} is for the same host and is not used by this caller.`,
    ),
  ];
}
