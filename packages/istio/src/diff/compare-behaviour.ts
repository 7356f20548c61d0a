import type { FailureKind } from '../explain/journey/journey.ts';
import type { Behaviour, Setting } from './behaviour.ts';
import type { Effect } from './mesh-diff.ts';

/** One thing that differs about a request. */
export interface Difference {
  readonly effect: Effect;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Where a request comes from: a client of a gateway gets what nobody inside asked for. */
export interface Sender {
  readonly isGateway: boolean;
  readonly scheme: 'http' | 'https';
}

/** What differs between two behaviours; how a request ends says all where it succeeds on one side only. */
export function compareBehaviour(before: Behaviour, after: Behaviour, sender: Sender): Difference[] {
  const answer = compareAnswers(before, after, sender);
  const both = before.flow.arrives && after.flow.arrives;
  return [...answer, ...(both ? compareSettings(before, after) : [])];
}

function compareAnswers(before: Behaviour, after: Behaviour, sender: Sender): Difference[] {
  const sameFailures = before.failures === after.failures;
  if (sameFailures && before.flow.key === after.flow.key) return [];
  const isSame = before.text === after.text;
  const texts = isSame
    ? { before: before.wholeText, after: after.wholeText }
    : { before: before.text, after: after.text };
  const effect = sameFailures ? flowEffect(before, after, sender) : answerEffect(before, after, sender);
  return [{ effect, what: sameFailures ? 'destinations' : 'answer', ...texts }];
}

/** At a gateway, what has no route is kept from everybody outside. */
const UNEXPOSED: readonly FailureKind[] = ['no-route', 'no-virtual-host', 'no-listener', 'no-filter-chain'];

function answerEffect(before: Behaviour, after: Behaviour, sender: Sender): Effect {
  if (isServedInPlaintext(before, after, sender)) return 'plaintext';
  if (before.kinds.has('plaintext-to-mutual-tls') && after.succeeds === 0) {
    // It fails still, and has come further: the server takes plaintext.
    return after.kinds.has('plaintext-to-mutual-tls')
      ? 'failure'
      : isRefusedLater(after)
        ? 'plaintext'
        : 'failure';
  }
  if (after.succeeds < before.succeeds) return 'unreachable';
  if (after.succeeds === before.succeeds)
    return before.succeeds > 0 ? flowEffect(before, after, sender) : 'failure';
  if (isSentOut(before, after) && !before.kinds.has('outbound-blocked')) return 'leak';
  const wasUnexposed = sender.isGateway && UNEXPOSED.some((kind) => before.kinds.has(kind));
  return before.refused > after.refused || wasUnexposed ? 'more-permissive' : 'reachable';
}

function isRefusedLater({ kinds }: Behaviour): boolean {
  return kinds.has('rbac-denied') || kinds.has('jwt-denied') || kinds.has('no-route');
}

function flowEffect(before: Behaviour, after: Behaviour, sender: Sender): Effect {
  if (isServedInPlaintext(before, after, sender)) return 'plaintext';
  return isSentOut(before, after) ? 'leak' : 'routing';
}

function isSentOut(before: Behaviour, after: Behaviour): boolean {
  return !before.flow.leavesMesh && after.flow.leavesMesh && !before.kinds.has('host-unknown');
}

/** A client was sent to TLS, and no longer is. */
function isServedInPlaintext(before: Behaviour, after: Behaviour, { scheme }: Sender): boolean {
  return scheme === 'http' && before.flow.leadsToTls && !after.flow.leadsToTls;
}

const NONE = 'none';

function compareSettings(before: Behaviour, after: Behaviour): Difference[] {
  const names = new Set([...before.settings.keys(), ...after.settings.keys()]);
  return [...names].flatMap((what) => {
    const [old, own] = [before.settings.get(what), after.settings.get(what)];
    if (old?.value === own?.value) return [];
    // Settings of a cluster that only one side sends to: that it is another is told already.
    const cluster = (own ?? old)?.cluster;
    if (cluster !== undefined && !(before.clusters.has(cluster) && after.clusters.has(cluster))) return [];
    const isClear = old?.brief !== own?.brief;
    const textOf = (setting: Setting | undefined) =>
      (isClear ? (setting?.brief ?? setting?.value) : setting?.value) ?? NONE;
    const texts = { before: textOf(old), after: textOf(own) };
    return [{ effect: settingEffect(what, old, own), what, ...texts }];
  });
}

function settingEffect(what: string, before: Setting | undefined, after: Setting | undefined): Effect {
  const effect = after?.effect ?? before?.effect ?? 'routing';
  if (effect === 'security') {
    const wasMutual = before !== undefined && !/plaintext|^TLS/.test(before.value);
    const isMutual = after !== undefined && !/plaintext|^TLS/.test(after.value);
    if (wasMutual && !isMutual) return 'plaintext';
    return after?.value.includes('plaintext') && !before?.value.includes('plaintext')
      ? 'plaintext'
      : 'security';
  }
  // A copy that is no longer sent discloses nothing, and neither does a permission that is gone.
  if ((effect === 'leak' || effect === 'more-permissive') && after === undefined) return 'routing';
  return what.includes('header') && before?.value === 'removed' ? 'leak' : effect;
}
