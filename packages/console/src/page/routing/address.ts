/** The views of the page, in the order of the navigation. */
export const VIEWS = ['mesh', 'requests', 'split', 'configuration', 'explain', 'learn'] as const;
export type View = (typeof VIEWS)[number];

/** What the address bar says: which view, what of it, and how it is filtered. */
export interface Address {
  readonly view: View;
  /** What of the view: the id of a request, the name of a proxy; empty for the view itself. */
  readonly rest: string;
  /** By name, without those that are empty. */
  readonly query: Readonly<Record<string, string>>;
}

/** Reads a path with its query. What no view knows is the first view: an old link leads somewhere. */
export function parseAddress(url: string): Address {
  const { pathname, searchParams } = new URL(url, 'http://console.localhost');
  const [name = '', ...rest] = pathname.slice(1).split('/').map(decoded);
  const view = VIEWS.find((one) => one === name);
  const query = Object.fromEntries([...searchParams].filter(([, value]) => value !== ''));
  return view ? { view, rest: rest.join('/'), query } : { view: 'mesh', rest: '', query: {} };
}

/** The path with its query that {@link parseAddress} reads as this. */
export function formatAddress({
  view,
  rest = '',
  query = {},
}: Partial<Address> & Pick<Address, 'view'>): string {
  const path = [view, ...(rest === '' ? [] : rest.split('/'))].map(encodeURIComponent).join('/');
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? `/${path}` : `/${path}?${new URLSearchParams(given)}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
