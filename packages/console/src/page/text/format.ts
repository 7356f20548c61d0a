/** Milliseconds as a person reads them: `0.4 ms`, `12 ms`, `1.24 s`. */
export function durationText(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${Number((milliseconds / 1_000).toFixed(2))} s`;
  return `${milliseconds < 10 ? Number(milliseconds.toFixed(1)) : Math.round(milliseconds)} ms`;
}

/** A part of a whole, 0 to 1, with at most one digit after the point: `90%`, `0.5%`, as the CLI writes it. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** Requests per second: `0.3/s`, `12/s`. */
export function rateText(perSecond: number): string {
  const digits = perSecond > 0 && perSecond < 10 ? 1 : 0;
  return `${perSecond.toFixed(digits)}/s`;
}

/** The time of day on this machine with its milliseconds: `16:03:07.042`. */
export function clockText(epochMs: number, digits: 0 | 3 = 3): string {
  const date = new Date(epochMs);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part)).join(':');
  return digits === 0 ? clock : `${clock}.${pad(date.getMilliseconds(), 3)}`;
}

/** `1 request`, `12 requests`, `1,024 requests`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A SPIFFE identity as the pages of the project write it: `frontend/frontend` for namespace and ServiceAccount. */
export function identityText(identity: string): string {
  return /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(identity)?.slice(1).join('/') ?? identity;
}
