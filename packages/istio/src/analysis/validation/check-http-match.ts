import { message } from '../../findings/message.ts';
import type { HttpMatchRequest } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkLabels } from './check-labels.ts';
import { isDnsLabel, portProblem } from './formats.ts';
import { regexProblem } from './regex-problem.ts';
import type { Problem, Report } from './report.ts';

type StringMatch = NonNullable<HttpMatchRequest['uri']>;

const PSEUDO_HEADERS = new Set([':method', ':scheme', ':authority', ':path', ':status']);
const HEADER_NAME = /^:?[-!#$%&'*+.^_`|~0-9A-Za-z]+$/;
/** `@request.auth.claims.NAME` and `@request.auth.claims[NAME]`: a claim of the token instead of a header. */
const CLAIM = /^@request\.auth\.claims(?:\.|\[)/i;

/** What Istio refuses in one match of an HTTP route. */
export function checkHttpMatch(
  match: HttpMatchRequest,
  path: FieldPath,
  isForGateway: boolean,
  report: Report,
): void {
  checkHeaders(match, path, isForGateway, report);
  // Envoy allows an empty prefix of a path; of anything else it refuses the configuration.
  report([...path, 'uri'], match.uri && regexOf(match.uri));
  for (const field of ['scheme', 'method', 'authority'] as const) {
    report([...path, field], stringMatchProblem(match[field]));
  }
  for (const [name, value] of Object.entries(match.queryParams ?? {})) {
    report([...path, 'queryParams', name], stringMatchProblem(value));
  }
  if (match.port) report([...path, 'port'], portProblem(match.port));
  checkGatewayNames(match.gateways ?? [], [...path, 'gateways'], report);
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report);
  if (match.sourceNamespace && !isDnsLabel(match.sourceNamespace)) {
    report([...path, 'sourceNamespace'], message('IST0106.namespace', { name: match.sourceNamespace }));
  }
}

function checkHeaders(match: HttpMatchRequest, path: FieldPath, isForGateway: boolean, report: Report): void {
  for (const field of ['headers', 'withoutHeaders'] as const) {
    for (const [name, value] of Object.entries(match[field] ?? {})) {
      const at = [...path, field, name];
      if (CLAIM.test(name)) {
        if (!isForGateway) report(at, message('IST0106.claimOutsideGateway', { name }));
      } else if (!HEADER_NAME.test(name) || (name.startsWith(':') && !PSEUDO_HEADERS.has(name))) {
        report(at, message('IST0106.headerName', { header: name }));
      }
      // Istio turns the regex `*` under withoutHeaders into "the header is there".
      const isPresence = field === 'withoutHeaders' && value?.regex === '*';
      if (!isPresence) report(at, stringMatchProblem(value));
    }
  }
}

/** An empty prefix says nothing and Envoy refuses it, and a regex must compile. */
export function stringMatchProblem(match: StringMatch | undefined): Problem {
  if (match?.prefix === '') return message('IST0106.emptyPrefix');
  return match && regexOf(match);
}

function regexOf({ regex }: StringMatch): Problem {
  return regex === undefined ? undefined : regexProblem(regex);
}
