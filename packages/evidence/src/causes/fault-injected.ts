import { type CauseDefinition, logLine } from '../cause.ts';
import { configurationLine, namedRoutes } from '../configuration-lines.ts';

export const faultInjected: CauseDefinition = {
  code: 'FAULT_INJECTED',
  title: 'A fault was injected',
  meaning: 'The VirtualService has a `fault`, and the request is in its share.',
  evidence:
    'The caller logs FI with fault_filter_abort, or DI for a delay beyond which the caller did not wait.',
  fix: 'Remove `fault` from the route.',
  find({ origin }, { mesh }) {
    const abort = origin.flags.has('FI');
    if (!abort && !(origin.flags.has('DI') && origin.flags.has('DC'))) return undefined;
    const faults = namedRoutes(mesh, origin.routeName).filter(({ route }) => route.fault !== undefined);
    const field = abort ? 'abort' : 'delay';
    return {
      certainty: 'certain',
      sentence: abort
        ? `Route ${origin.routeName} injected the status ${origin.status}.`
        : `Route ${origin.routeName} injected a delay, and the caller left before it ended.`,
      lines: [
        logLine(origin),
        ...faults.map(({ resource, index }) =>
          configurationLine(
            resource,
            ['spec', 'http', index, 'fault', field],
            `route ${origin.routeName} has a fault`,
          ),
        ),
      ],
      not: ['Not the callee: the proxy gave the answer itself.'],
      next: faults.map(({ resource, index }) => {
        const { file, line } = resource.locate(['spec', 'http', index, 'fault']);
        return `Remove the fault at ${file}:${line}`;
      }),
    };
  },
};
