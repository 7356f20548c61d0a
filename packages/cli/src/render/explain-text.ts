import { explainedCause } from '@lab/evidence';
import type { journey } from '@lab/istio';
import type { Explanation } from '@lab/mesh-client';
import { destinationLines } from './explain-destination.ts';
import { failureText } from './explain-failure.ts';
import { routeLines } from './explain-route.ts';
import { type ExplainStyle, flagsText, listText, percent } from './explain-style.ts';

/** An explanation in sentences: one numbered step for each call, and last how the request ends. */
export function explainText(explanation: Explanation, style: ExplainStyle): string[] {
  const { hops, readiness } = explanation;
  const assumed =
    readiness === 'assumed' ? ['No lab is asked: this is what the files say, with all pods ready.', ''] : [];
  return [
    ...assumed,
    ...hops.flatMap((hop) => [...hopLines(hop, explanation, style), '']),
    ...conclusion(explanation, style),
  ];
}

function hopLines(
  hop: journey.Hop,
  { unknownNext, tracesUnread }: Explanation,
  style: ExplainStyle,
): string[] {
  const { paint } = style;
  const title = paint('bold', `${hop.hop}. ${senderText(hop)} ${requestText(hop)}`);
  const destinations = hop.destinations.flatMap((destination) => destinationLines(destination, hop, style));
  const failures = failuresOf(hop).flatMap((end) => endLines(end, style));
  const outside = hop.destinations.length === 0 && hop.ends.some(({ by }) => by === 'outside');
  const isRaw =
    hop.route === undefined &&
    hop.proxy.kind === 'sidecar' &&
    hop.itself !== 1 &&
    hop.destinations.some(({ failure }) => !failure);
  const lines = [
    ...(hop.route ? routeLines(hop.route, style) : []),
    ...(isRaw ? ['The sidecar does not read the connection as HTTP: no route applies.'] : []),
    ...(hop.proxy.kind === 'none' && !hop.callers.includes('outside')
      ? ['The caller has no sidecar: no route applies, and it has no identity.']
      : []),
    ...destinations,
    ...(hop.itself === undefined ? [] : [itselfText(hop.itself)]),
    ...(outside ? ['The host is not in the mesh. The request goes to it directly.'] : []),
    ...failures,
    ...(unknownNext.includes(hop.hop) ? [unknownText(hop, tracesUnread)] : []),
  ];
  return [title, ...lines.map((line) => `   ${line}`)];
}

/** Of a headless Service, every pod is dialled at its own address. */
function itselfText(share: number): string {
  const which =
    share === 1
      ? 'The only pod of the Service is the caller'
      : `${percent(share)} stay in the pod that calls`;
  return `${which}: a call of a pod to its own address passes no sidecar, and no policy applies to it.`;
}

function senderText({ callers, proxy }: journey.Hop): string {
  if (proxy.kind === 'gateway' && callers.includes('outside'))
    return `The gateway ${proxy.workload} receives`;
  if (callers.includes('outside')) return 'A caller outside the mesh sends';
  return `${listText(callers)} ${callers.length === 1 ? 'sends' : 'send'}`;
}

function requestText({ request, proxy }: journey.Hop): string {
  const { method, scheme, host, port, path } = request;
  const start = `${method} ${scheme === 'https' ? 'https://' : ''}`;
  // A client reaches a gateway by any port that leads to the one of its Service.
  if (proxy.kind === 'gateway') return `${start}${host.replace(/:\d+$/, '')}${path} on port ${port}`;
  const isWritten = /:\d+$/.test(host) || port === 80 || port === 443;
  return `${start}${isWritten ? host : `${host}:${port}`}${path}`;
}

/** Ends that fail, those of the same kind as one, whatever the destination. */
function failuresOf({ ends }: journey.Hop): journey.End[] {
  const failing = ends.filter(({ failure }) => failure);
  const alike = Map.groupBy(failing, ({ status, flags, failure }) =>
    JSON.stringify([status, flags, failure]),
  );
  return [...alike.values()].map((same) => ({
    ...(same[0] as journey.End),
    share: same.reduce((sum, { share }) => sum + share, 0),
  }));
}

/** Failures before there is a connection. */
const NOT_MADE: Partial<Record<journey.FailureKind, string>> = {
  'host-unknown': 'the name does not resolve',
  'port-missing': 'there is no connection',
  'no-endpoint': 'there is no connection',
  'no-ready-endpoint': 'there is no connection',
  'no-listener': 'there is no connection',
};

function endLines(end: journey.End, style: ExplainStyle): string[] {
  const { failure, status, share, flags } = end;
  if (!failure) return [];
  const what =
    status === undefined
      ? (NOT_MADE[failure.kind] ?? 'the connection is closed')
      : `${status}${flagsText(flags)}`;
  const cause = explainedCause(failure);
  return [
    style.paint('red', `${percent(share)} fail: ${what}. ${failureText(failure, end, style)}`),
    ...(cause ? [style.paint('red', `  cause: ${cause.code}  ${cause.title}.`)] : []),
  ];
}

function unknownText(
  { ends, request: { method, path } }: journey.Hop,
  tracesUnread: string | undefined,
): string {
  const workloads = [
    ...new Set(ends.flatMap(({ by, workloads: reached }) => (by === 'application' ? reached : []))),
  ];
  return `What ${listText(workloads, 'or')} calls for ${method} ${path} is unknown: ${tracesUnread ? `the traces cannot be read (${tracesUnread})` : 'no trace shows it'}.`;
}

/** Whether the request gets through, how much of it does not, and what of it is not known. */
function conclusion({ hops, unknownNext, readiness }: Explanation, { paint }: ExplainStyle): string[] {
  const failing = hops.flatMap((hop) => {
    const share = hop.ends.reduce((sum, { failure, share: own }) => sum + (failure ? own : 0), 0);
    return share > 0 ? [{ hop: hop.hop, share }] : [];
  });
  const unknown = unknownNext.length > 0 ? [unknownCalls(unknownNext, readiness)] : [];
  const leavesMesh = hops.some(({ ends }) => ends.some(({ by }) => by === 'outside'));
  if (failing.length === 0) {
    const where =
      unknown.length > 0
        ? `Up to step ${unknownNext.at(-1)}, nothing`
        : leavesMesh
          ? 'Nothing in the mesh'
          : 'Nothing on the way';
    const open = leavesMesh ? [LEAVES] : [];
    return [paint('green', `${where} refuses the request.`), ...unknown, ...open];
  }
  const lines = failing.map(({ hop, share }) =>
    paint(
      'red',
      share > 0.9999
        ? `The request fails at step ${hop}.`
        : `Step ${hop} fails in ${percent(share)} of its calls.`,
    ),
  );
  return [...lines, ...unknown];
}

const LEAVES = 'Whether the host resolves, and what its server answers, is not known here.';

/** How to learn what applications call; files have no traces. */
function unknownCalls(hops: readonly number[], readiness: Explanation['readiness']): string {
  const trace =
    readiness === 'known'
      ? ', or send the request once: its trace shows the call'
      : '. With a lab that is up, the trace of such a request shows it';
  return `What the applications call after step ${listText(hops.map(String))} is unknown. Name the call with --next URL${trace}.`;
}
