import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Report } from './report.ts';

type Headers = NonNullable<HttpRoute['headers']>;

// Control characters other than tab.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a header's value
const FORBIDDEN = /[\u0000-\u0008\u000A-\u001F\u007F]/;
/** `%%`, or a command such as `%DOWNSTREAM_REMOTE_ADDRESS%` or `%REQ(x-y)%` (Envoy "Custom request/response headers"). */
const COMMANDS = /%%|%[A-Z0-9_]+(?:\([^)]*\))?(?::\d+)?%/g;

/** Header changes of a route or of one of its destinations. */
export function checkHeaderOperations(headers: Headers | undefined, path: FieldPath, report: Report): void {
  for (const side of ['request', 'response'] as const) {
    const operations = headers?.[side];
    for (const field of ['add', 'set'] as const) {
      for (const [name, value] of Object.entries(operations?.[field] ?? {})) {
        const at = [...path, side, field, name];
        report.error(at, nameProblem(name, side === 'request'));
        report.error(at, valueProblem(value));
      }
    }
    for (const [index, name] of (operations?.remove ?? []).entries()) {
      report.error([...path, side, 'remove', index], nameProblem(name, false));
    }
  }
}

/** Pseudo headers cannot be changed; the host can, on requests, and becomes a rewrite of the authority. */
function nameProblem(name: string, mayBeAuthority: boolean): string | undefined {
  if (name === '') return 'a header name must not be empty';
  const isAuthority = [':authority', 'host'].includes(name.toLowerCase());
  if (isAuthority) return mayBeAuthority ? undefined : `header "${name}" cannot be changed here`;
  return name.startsWith(':') ? `header "${name}" cannot be changed: it starts with ":"` : undefined;
}

function valueProblem(value: string): string | undefined {
  if (FORBIDDEN.test(value)) return 'a header value must not contain control characters';
  if (!value.replaceAll(COMMANDS, '').includes('%')) return undefined;
  return `header value "${value}" has a lone "%": write "%%" for the character itself`;
}
