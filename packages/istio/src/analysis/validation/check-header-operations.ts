import { message } from '../../findings/message.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Problem, Report } from './report.ts';

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
        report(at, nameProblem(name, side === 'request'));
        report(at, valueProblem(value));
      }
    }
    for (const [index, name] of (operations?.remove ?? []).entries()) {
      report([...path, side, 'remove', index], nameProblem(name, false));
    }
  }
}

/** Pseudo headers cannot be changed; the host can, on requests, and becomes a rewrite of the authority. */
function nameProblem(name: string, mayBeAuthority: boolean): Problem {
  if (name === '') return message('IST0106.headerEmpty');
  const isAuthority = [':authority', 'host'].includes(name.toLowerCase());
  if (isAuthority) return mayBeAuthority ? undefined : message('IST0106.headerFixed', { header: name });
  return name.startsWith(':') ? message('IST0106.headerPseudo', { header: name }) : undefined;
}

function valueProblem(value: string): Problem {
  if (FORBIDDEN.test(value)) return message('IST0106.headerControl');
  if (!value.replaceAll(COMMANDS, '').includes('%')) return undefined;
  return message('IST0106.headerPercent', { value });
}
