import type { HttpMatchRequest } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkLabels } from './check-labels.ts';
import { isDnsLabel, portProblem } from './formats.ts';
import { regexProblem } from './regex-problem.ts';
import type { Report } from './report.ts';

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
  report.error([...path, 'uri'], match.uri && regexOf(match.uri));
  for (const field of ['scheme', 'method', 'authority'] as const) {
    report.error([...path, field], stringMatchProblem(match[field]));
  }
  for (const [name, value] of Object.entries(match.queryParams ?? {})) {
    report.error([...path, 'queryParams', name], stringMatchProblem(value));
  }
  if (match.port) report.error([...path, 'port'], portProblem(match.port));
  checkGatewayNames(match.gateways ?? [], [...path, 'gateways'], report);
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report);
  if (match.sourceNamespace && !isDnsLabel(match.sourceNamespace)) {
    report.error([...path, 'sourceNamespace'], `"${match.sourceNamespace}" is no namespace`);
  }
}

function checkHeaders(match: HttpMatchRequest, path: FieldPath, isForGateway: boolean, report: Report): void {
  for (const field of ['headers', 'withoutHeaders'] as const) {
    for (const [name, value] of Object.entries(match[field] ?? {})) {
      const at = [...path, field, name];
      if (CLAIM.test(name)) {
        if (!isForGateway)
          report.error(at, `"${name}" reads a token claim, which only a gateway's routes can match`);
      } else if (!HEADER_NAME.test(name) || (name.startsWith(':') && !PSEUDO_HEADERS.has(name))) {
        report.error(at, `"${name}" is no header name`);
      }
      // Istio turns the regex `*` under withoutHeaders into "the header is there".
      const isPresence = field === 'withoutHeaders' && value?.regex === '*';
      if (!isPresence) report.error(at, stringMatchProblem(value));
    }
  }
}

/** An empty prefix says nothing and Envoy refuses it, and a regex must compile. */
export function stringMatchProblem(match: StringMatch | undefined): string | undefined {
  if (match?.prefix === '')
    return 'an empty prefix matches nothing in particular: leave the match out, or use exact';
  return match && regexOf(match);
}

function regexOf({ regex }: StringMatch): string | undefined {
  return regex === undefined ? undefined : regexProblem(regex);
}
