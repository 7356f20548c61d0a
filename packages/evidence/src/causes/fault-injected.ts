import { type CauseDefinition, logLine } from '../cause.ts';
import { editOf, sourceLine } from '../configuration-lines.ts';
import { routeFields } from '../configured.ts';

export const faultInjected: CauseDefinition = {
  code: 'FAULT_INJECTED',
  title: 'A fault was injected',
  meaning: 'The VirtualService has a `fault`, and the request is in its share.',
  evidence:
    'The caller logs FI with fault_filter_abort, or DI for a delay beyond which the caller did not wait.',
  fix: 'Remove `fault` from the route.',
  find({ origin }, evidence) {
    const abort = origin.flags.has('FI');
    // DI stays set when the delay is over: then something was sent to the callee.
    const waited = origin.flags.has('DI') && origin.flags.has('DC') && origin.upstreamHost === undefined;
    if (!abort && !waited) return undefined;
    const faults = routeFields(evidence, origin, ['fault', abort ? 'abort' : 'delay']);
    const whose = faults.length === 1 ? ` of ${faults[0]?.source.resource}` : '';
    const route = `Route ${origin.routeName ?? 'without a name'}${whose}`;
    return {
      certainty: 'certain',
      sentence: abort
        ? `${route} injected the status ${origin.status}.`
        : `${route} injected a delay, and the caller left before it ended.`,
      lines: [logLine(origin), ...faults.map(({ source }) => sourceLine(source, 'injects a fault'))],
      not: [
        abort
          ? 'Not the callee: the proxy gave the answer itself.'
          : 'Not the callee: nothing was sent to it yet.',
      ],
      next: faults.flatMap(({ source }) => editOf(source)),
    };
  },
};
