import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The console's own name: cookies do not know ports, so that no other program on this machine shares them. */
export const CONSOLE_HOST = 'console.localhost';

/** What a request must know of the console that it is for. */
export interface GuardRules {
  /** TCP port that the console listens on. */
  readonly port: number;
  /** The secret of this start, in hexadecimal digits. */
  readonly token: string;
  /** What a person runs for the address. */
  readonly command: string;
}

/** What becomes of a request, by its head. */
export type Admission =
  | { readonly kind: 'admitted' }
  /** It brings the token in its address: the page's address without it, and the cookie that takes its place. */
  | { readonly kind: 'entering'; readonly location: string; readonly cookies: readonly string[] }
  | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly message: string;
  /** Keeps the page that was asked for until the browser comes with the token. */
  readonly cookie?: string;
}

/**
 * Decides by its head whether a request may be answered.
 *
 * Any page that is open in a browser can send requests to loopback. A name that was rebound to 127.0.0.1 stays visible in
 * `Host`; a page from elsewhere cannot leave out `Origin` on a POST (Fetch standard, "append a request Origin header"), and
 * its requests for images and scripts carry `Sec-Fetch-Site` and no cookie (SameSite=Lax).
 */
export function admit(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  rules: GuardRules,
): Admission {
  const { method = '', headers } = request;
  const origin = `http://${CONSOLE_HOST}:${rules.port}`;
  if (headers.host !== `${CONSOLE_HOST}:${rules.port}`)
    return refused(403, `This is not the address of the console. Open ${origin}.`);
  if (headers.origin !== undefined && headers.origin !== origin)
    return refused(403, 'Requests from other pages are refused.');
  if (!request.url?.startsWith('/') || request.url.startsWith('//')) return refused(400, 'This is no path.');
  if (method !== 'GET' && method !== 'POST') return refused(405, 'The console answers GET and POST.');
  const url = new URL(`${origin}${request.url}`);
  const isPage = !/^\/(api|assets)\//.test(url.pathname);
  if (!isPage && isFromElsewhere(headers)) return refused(403, 'Requests from other pages are refused.');
  const token = url.searchParams.get('token');
  if (method === 'GET' && isPage && token !== null && isSame(token, rules.token)) {
    url.searchParams.delete('token');
    return entering(url, cookieIn(headers.cookie, wantedName(rules.port)), rules);
  }
  if (!isSame(cookieIn(headers.cookie, cookieName(rules.port)) ?? '', rules.token))
    return unknownBrowser(url, method === 'GET' && isPage && isNavigation(headers), rules);
  return method === 'POST' ? admitChange(headers) : { kind: 'admitted' };
}

/** In at the page of the address; where that is the first view, at the page that the browser was refused before. */
function entering(url: URL, kept: string | undefined, rules: GuardRules): Admission {
  const isFirst = url.pathname === '/' && url.search === '';
  const location = isFirst && kept !== undefined ? `${url.origin}${wantedPath(kept)}` : url.href;
  const forget = kept === undefined ? [] : [wantedCookie(rules.port, '', 0)];
  return { kind: 'entering', location, cookies: [cookieFor(rules), ...forget] };
}

/** What changes something: only the console's own page may ask for it, which sends its Origin. */
function admitChange({ origin, 'content-type': type = '' }: IncomingMessage['headers']): Admission {
  if (origin === undefined) return refused(403, 'A POST needs the Origin of the console.');
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    return refused(415, 'A POST needs a body of application/json.');
  return { kind: 'admitted' };
}

/** `none` is a person, who typed the address. Browsers that do not send the header send no cookie either. */
function isFromElsewhere(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A person goes somewhere; a browser that looks for the icon of a page, say, asks for no HTML (Fetch standard, `Accept`). */
function isNavigation({ accept = '' }: IncomingMessage['headers']): boolean {
  return accept.includes('text/html');
}

function refused(status: number, message: string): Refusal {
  return { kind: 'refused', status, message };
}

/** A browser without the cookie: where a person goes to one of the views, the address with the token leads there afterwards. */
function unknownBrowser(url: URL, isGoing: boolean, { port, command }: GuardRules): Refusal {
  const message = `The console does not know this browser. Run ${command}, and open the address that it prints.`;
  url.searchParams.delete('token');
  const path = `${url.pathname}${url.search}`;
  if (!isGoing || path === '/' || path.length > LONGEST_WANTED) return refused(401, message);
  return {
    ...refused(401, `${message} It leads to the page that you asked for.`),
    cookie: wantedCookie(port, encodeURIComponent(path), WANTED_SECONDS),
  };
}

/** Two consoles have the same host name, and cookies do not know ports: the name of the cookie has the port. */
function cookieName(port: number): string {
  return `lab-console-${port}`;
}

/** Lax, so that a link from the application's page leads in; scripts cannot read it. */
function cookieFor({ port, token }: GuardRules): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Lax`;
}

/** Characters of a path that is kept: browsers keep 4,096 bytes of a cookie, and each character may take three. */
const LONGEST_WANTED = 1_000;
/** Long enough to find a terminal, and too short to surprise anybody later. */
const WANTED_SECONDS = 600;

function wantedName(port: number): string {
  return `${cookieName(port)}-wanted`;
}

function wantedCookie(port: number, value: string, seconds: number): string {
  return `${wantedName(port)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

/** A path of this host: what is none, as another page may have set it, is `/`. */
function wantedPath(kept: string): string {
  try {
    const path = decodeURIComponent(kept);
    return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : '/';
  } catch {
    return '/';
  }
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const prefix = `${name}=`;
  const found = header?.split(';').find((part) => part.trim().startsWith(prefix));
  return found?.trim().slice(prefix.length);
}

/** In a time that does not depend on how much of it is right. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
