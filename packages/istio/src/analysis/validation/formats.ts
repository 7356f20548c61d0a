/** Checks of single values. Each returns what is wrong with the value, undefined when nothing is. */

import { parseDuration } from '../../model/duration.ts';

const DNS_LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)$/;

/** RFC 1123 label, in the laxer form that Istio takes (capital letters allowed). */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

const LABEL_NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

/** A label of Kubernetes: a name of at most 63 characters, with a DNS name and a slash before it or not; an own value. */
export function labelProblem(key: string, value: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : domainProblem(key.slice(0, slash));
  if (prefix || !LABEL_NAME.test(key.slice(slash + 1))) return `"${key}" is no label's name`;
  return value === '' || LABEL_NAME.test(value) ? undefined : `"${value}" is no label's value`;
}

export function portProblem(port: unknown): string | undefined {
  const fine = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  return fine ? undefined : `port ${String(port)} is not in 1..65535`;
}

/** A host name of DNS labels, without a wildcard; an all-numeric last label is an address, not a name. */
export function domainProblem(name: string): string | undefined {
  if (name === '') return 'a host name must not be empty';
  if (name.length > 255) return `host name "${name.slice(0, 40)}…" is longer than 255 characters`;
  return labelsProblem(name, name);
}

/** As `domainProblem`, and the first label may be `*` or start with it. */
export function wildcardDomainProblem(name: string): string | undefined {
  if (name === '' || name.length > 255) return domainProblem(name);
  const [first = '', ...rest] = name.split('.');
  if (!WILDCARD_LABEL.test(first)) return `"${name}" is no host name: "${first}" is no DNS label`;
  return rest.length > 0 ? labelsProblem(name, rest.join('.')) : undefined;
}

function labelsProblem(name: string, text: string): string | undefined {
  const labels = text.split('.');
  if (/^[+-]?\d+$/.test(labels.at(-1) ?? '')) return `"${name}" is no host name: its last label is a number`;
  // One empty label at the end is the root, as in `istio.io.`.
  const checked = labels.at(-1) === '' ? labels.slice(0, -1) : labels;
  const wrong = checked.find((label) => !isDnsLabel(label));
  return wrong === undefined ? undefined : `"${name}" is no host name: "${wrong}" is no DNS label`;
}

/** Durations below a millisecond are refused by Istio, hence also `0s`. */
export function durationProblem(text: unknown): string | undefined {
  const milliseconds = typeof text === 'string' ? parseDuration(text) : undefined;
  if (milliseconds === undefined)
    return `"${String(text)}" is no duration: write one such as 5s, 250ms or 1h30m`;
  if (milliseconds < 1) return `"${String(text)}" is too short: a duration must be at least 1ms`;
  if (!Number.isInteger(milliseconds)) return `"${String(text)}" is finer than a millisecond`;
  return undefined;
}

export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

/** An address, or a range such as `10.0.0.0/8`. */
export function subnetProblem(text: string): string | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const bits = isIpv4(address) ? 32 : 128;
  const fine =
    isIpAddress(address) &&
    rest.length === 0 &&
    (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits));
  return fine ? undefined : `"${text}" is neither an IP address nor a range such as 10.0.0.0/8`;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const size = groups.length + Number(isIpv4(last));
  const fine = groups.every((group, index) =>
    index === groups.length - 1 && isIpv4(group) ? true : /^[0-9a-fA-F]{1,4}$/.test(group),
  );
  return fine && (halves.length === 2 ? size < 8 : size === 8);
}
