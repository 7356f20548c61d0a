/** Checks of single values. Each returns what is wrong with the value, undefined when nothing is. */

import { message } from '../../findings/message.ts';
import { parseCidrRange } from '../../model/cidr-range.ts';
import { parseDuration } from '../../model/duration.ts';
import { isPort } from '../../model/port.ts';
import type { Problem } from './report.ts';

const DNS_LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)$/;

/** RFC 1123 label, in the laxer form that Istio takes (capital letters allowed). */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text);
}

const LABEL_NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

/** A label of Kubernetes: a name of at most 63 characters, with a DNS name and a slash before it or not; an own value. */
export function labelProblem(key: string, value: string): Problem {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : domainProblem(key.slice(0, slash));
  if (prefix || !LABEL_NAME.test(key.slice(slash + 1))) return message('IST0106.label', { key });
  return value === '' || LABEL_NAME.test(value) ? undefined : message('IST0106.labelValue', { value });
}

export function portProblem(port: unknown): Problem {
  return isPort(port) ? undefined : message('IST0106.port', { port });
}

/** A host name of DNS labels, without a wildcard; an all-numeric last label is an address, not a name. */
export function domainProblem(name: string): Problem {
  if (name === '') return message('IST0106.hostEmpty');
  if (name.length > 255) return message('IST0106.hostTooLong', { host: name.slice(0, 40) });
  return labelsProblem(name, name);
}

/** As `domainProblem`, and the first label may be `*` or start with it. */
export function wildcardDomainProblem(name: string): Problem {
  if (name === '' || name.length > 255) return domainProblem(name);
  const [first = '', ...rest] = name.split('.');
  if (!WILDCARD_LABEL.test(first)) return message('IST0106.hostLabel', { host: name, label: first });
  return rest.length > 0 ? labelsProblem(name, rest.join('.')) : undefined;
}

function labelsProblem(name: string, text: string): Problem {
  const labels = text.split('.');
  if (/^[+-]?\d+$/.test(labels.at(-1) ?? '')) return message('IST0106.hostNumber', { host: name });
  // One empty label at the end is the root, as in `istio.io.`.
  const checked = labels.at(-1) === '' ? labels.slice(0, -1) : labels;
  const wrong = checked.find((label) => !isDnsLabel(label));
  return wrong === undefined ? undefined : message('IST0106.hostLabel', { host: name, label: wrong });
}

/** Durations below a millisecond are refused by Istio, hence also `0s`. */
export function durationProblem(text: unknown): Problem {
  const milliseconds = typeof text === 'string' ? parseDuration(text) : undefined;
  if (milliseconds === undefined) return message('IST0106.duration', { value: text });
  if (milliseconds < 1) return message('IST0106.shortDuration', { value: text });
  if (!Number.isInteger(milliseconds)) return message('IST0106.fineDuration', { value: text });
  return undefined;
}

/** An address, or a range such as `10.0.0.0/8`. */
export function subnetProblem(text: string): Problem {
  return parseCidrRange(text) ? undefined : message('IST0106.subnet', { text });
}
