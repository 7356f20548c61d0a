/** The console's own host name, which every browser takes for this machine (RFC 6761, section 6.3). */
const CONSOLE_HOST = 'console.localhost';

/**
 * Where the lab's console is, as LAB_CONSOLE_URL says it: `http://console.localhost:8090`. It becomes a link, so nothing but
 * a console on the browser's own machine is taken.
 *
 * @returns the origin; undefined where the variable is not set, or names anything else
 */
export function readConsoleUrl({
  LAB_CONSOLE_URL,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = LAB_CONSOLE_URL ? URL.parse(LAB_CONSOLE_URL) : null;
  if (url?.protocol !== 'http:' || url.hostname !== CONSOLE_HOST) return undefined;
  return url.origin;
}
