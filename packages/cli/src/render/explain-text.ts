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

function hopLines(hop: journey.Hop, { unknownNext }: Explanation, style: ExplainStyle): string[] {
  const { paint } = style;
  const title = paint('bold', `${hop.hop}. ${senderText(hop)} ${requestText(hop)}`);
  const destinations = hop.destinations.flatMap((destination) => destinationLines(destination, hop, style));
  const failures = failuresOf(hop).flatMap((end) => endLines(end, style));
  const outside = hop.destinations.length === 0 && hop.ends.some(({ by }) => by === 'outside');
  const lines = [
    ...(hop.route ? routeLines(hop.route, style) : []),
    ...destinations,
    ...(outside ? ['The host is not in the mesh. The request goes to it directly.'] : []),
    ...failures,
    ...(unknownNext.includes(hop.hop) ? [unknownText(hop)] : []),
  ];
  return [title, ...lines.map((line) => `   ${line}`)];
}

function senderText({ callers, proxy }: journey.Hop): string {
  if (proxy.kind === 'gateway' && callers.includes('outside'))
    return `The gateway ${proxy.workload} receives`;
  if (callers.includes('outside')) return 'A caller outside the mesh sends';
  return `${listText(callers)} ${callers.length === 1 ? 'sends' : 'send'}`;
}

function requestText({ request: { method, host, port, path } }: journey.Hop): string {
  const name = /:\d+$/.test(host) || port === 80 || port === 443 ? host : `${host}:${port}`;
  return `${method} ${name}${path}`;
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

function endLines(end: journey.End, style: ExplainStyle): string[] {
  const { failure, status, share, flags } = end;
  if (!failure) return [];
  const what = status === undefined ? 'the connection is closed' : `${status}${flagsText(flags)}`;
  return [style.paint('red', `${percent(share)} fail: ${what}. ${failureText(failure, end, style)}`)];
}

function unknownText({ ends, request: { method, path } }: journey.Hop): string {
  const workloads = [
    ...new Set(ends.flatMap(({ by, workloads: reached }) => (by === 'application' ? reached : []))),
  ];
  return `No trace shows what ${listText(workloads, 'or')} calls for ${method} ${path}. Name the call with --next URL.`;
}

/** Whether the request gets through, and how much of it does not. */
function conclusion({ hops }: Explanation, { paint }: ExplainStyle): string[] {
  const failing = hops.flatMap((hop) => {
    const share = hop.ends.reduce((sum, { failure, share: own }) => sum + (failure ? own : 0), 0);
    return share > 0 ? [{ hop: hop.hop, share }] : [];
  });
  if (failing.length === 0) return [paint('green', 'Nothing on the way refuses the request.')];
  return failing.map(({ hop, share }) =>
    paint(
      'red',
      share > 0.9999
        ? `The request fails at step ${hop}.`
        : `Step ${hop} fails in ${percent(share)} of its calls.`,
    ),
  );
}
