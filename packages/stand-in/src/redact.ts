/** In place of a value that is not shown. */
const HIDDEN = '…';
/** Names of headers and query parameters whose values give access to something. */
const SECRET_NAME = /auth|cookie|token|secret|passw|credential|api[-_]?key|session|jwt|signature/i;
/** Values that do, whatever their name: a JWT (RFC 7519), and the schemes of RFC 9110's Authorization. */
const SECRET_VALUE = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|\b(bearer|basic)\s+\S+/i;

type HeaderValue = string | readonly string[] | undefined;

/** `:authority` is a name of HTTP/2 for Host, and no secret. */
function isSecret(name: string, value: string): boolean {
  return (SECRET_NAME.test(name) && name !== ':authority') || SECRET_VALUE.test(value);
}

/** Headers with the values of authorization, cookies and tokens left out. */
export function shownHeaders(headers: Readonly<Record<string, HeaderValue>>): Record<string, string> {
  const shown = Object.entries(headers).flatMap(([name, value]) => {
    const text = [value ?? []].flat().join(', ');
    return value === undefined ? [] : [[name, isSecret(name, text) ? HIDDEN : text] as const];
  });
  return Object.fromEntries(shown);
}

/** A path or URL whose query shows no secret either; nor does a URL in that query. */
export function shownPath(path: string): string {
  const mark = path.indexOf('?');
  if (mark < 0) return path;
  const pairs = path
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      const value = decoded(rest.join('='));
      if (isSecret(decoded(name), value)) return `${name}=${HIDDEN}`;
      const shown = shownPath(value);
      return shown === value ? pair : `${name}=${encodeURIComponent(shown)}`;
    });
  return `${path.slice(0, mark)}?${pairs.join('&')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
