import { rejectionReason } from './rejection-reason.ts';

/**
 * What Envoy says of a response that it rejects. `some`: it has taken the resources that it does not name, and each that it
 * names has a reason. `all`: it has taken nothing of the response, for the one resource that is named where Envoy prints it.
 */
export type Rejection =
  | { readonly extent: 'some'; readonly reasons: ReadonlyMap<string, string>; readonly isCut: boolean }
  | { readonly extent: 'all'; readonly reason: string; readonly cause?: string };

/**
 * Envoy tries each Envoy cluster and each listener of a response by itself, and lists those that it rejects: clusters joined by
 * commas (envoy source/common/upstream/cds_api_helper.cc and cds_api_impl.cc), listeners one a line
 * (source/common/listener_manager/lds_api.cc).
 */
const LIST = /^Error adding\/updating (?:cluster|listener)\(s\) /;

/** Where Envoy has cut its message, at 4,096 bytes (envoy source/common/config/utility.cc, `truncateGrpcStatusMessage`). */
const CUT = /\.\.\.\(truncated\)$/;

/**
 * Reads Envoy's words for rejecting a response that had resources of these names. A resource that Envoy cannot decode, or that
 * breaks a rule of its protobuf type, rejects the response before any of it is tried (source/common/config/decoded_resource_impl.h).
 */
export function readRejection(words: string, names: readonly string[]): Rejection {
  const list = words.replace(LIST, '');
  const reasons = list === words ? new Map<string, string>() : readList(list, names);
  if (reasons.size > 0) return { extent: 'some', reasons, isCut: CUT.test(words) };
  const printed = /^\s*name: "(.*)"$/m.exec(words)?.[1];
  const cause = names.length === 1 ? names[0] : names.find((name) => name === printed);
  return { extent: 'all', reason: rejectionReason(words), ...(cause !== undefined && { cause }) };
}

/** The reasons by name, each from the end of its name to the beginning of the next one. */
function readList(list: string, names: readonly string[]): Map<string, string> {
  const found = names
    .map((name) => ({ name, start: startOf(list, name) }))
    .filter(({ start }) => start !== -1)
    .sort((one, other) => one.start - other.start);
  return new Map(
    found.map(({ name, start }, index) => {
      const reason = list.slice(start + name.length + 2, found[index + 1]?.start);
      return [name, rejectionReason(reason.replace(/(, |\n)$/, ''))];
    }),
  );
}

/** Where an entry of the list begins with a name; -1: none does. */
function startOf(list: string, name: string): number {
  if (list.startsWith(`${name}: `)) return 0;
  const starts = [`, ${name}: `, `\n${name}: `].map((start) => list.indexOf(start));
  const [first] = starts.filter((start) => start !== -1);
  if (first === undefined) return -1;
  return first + (list[first] === ',' ? 2 : 1);
}
