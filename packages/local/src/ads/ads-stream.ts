import type { ProxyConfig } from '@lab/istio';
import type { DeltaRequest, DeltaResponse } from './delta-discovery.ts';
import { readRejection } from './read-rejection.ts';
import type { RejectedResource } from './rejected-resource.ts';
import { ResourceSet, type Update } from './resource-set.ts';
import { isWildcard, kindOf, type ResourceKind, typeUrl } from './resource-type.ts';
import type { ServedConfig } from './served-config.ts';

/** A response that Envoy has not answered yet. */
interface Unanswered extends PromiseWithResolvers<void> {
  readonly set: ResourceSet;
  readonly update: Update;
}

/**
 * Incremental xDS with one Envoy (Envoy documentation, "xDS REST and gRPC protocol"): sends what has changed, and knows by
 * the nonce what Envoy says of it. Envoy puts off its answer on clusters until those are warm.
 */
export class AdsStream {
  #sets: Readonly<Record<ResourceKind, ResourceSet>>;
  #send: ((response: DeltaResponse) => void) | undefined;
  #unanswered = new Map<string, Unanswered>();
  #nonces = 0;

  constructor(config: ServedConfig) {
    const set = (kind: ResourceKind) => {
      const resources = new ResourceSet(kind);
      resources.replace(config[kind]);
      return resources;
    };
    this.#sets = {
      ...{ clusters: set('clusters'), endpoints: set('endpoints') },
      ...{ listeners: set('listeners'), routes: set('routes'), secrets: set('secrets') },
    };
  }

  /** What Envoy has rejected and does not have in another version yet. */
  get rejected(): readonly RejectedResource[] {
    return Object.values(this.#sets).flatMap((set) => set.rejected);
  }

  /** What Envoy was given of its configuration, without what it has rejected: that stays at its last version. */
  get active(): ProxyConfig {
    const of = <Kind extends ResourceKind>(kind: Kind) => this.#sets[kind].active as never;
    return {
      ...{ clusters: of('clusters'), endpoints: of('endpoints') },
      ...{ listeners: of('listeners'), routes: of('routes') },
    };
  }

  /** Begins to send: Envoy has opened the stream. */
  open(send: (response: DeltaResponse) => void): void {
    this.#send = send;
  }

  /** Nothing is answered any more. */
  close(): void {
    this.#send = undefined;
    for (const { reject } of this.#unanswered.values()) reject(new Error('Envoy has closed the stream'));
    this.#unanswered.clear();
  }

  receive(request: DeltaRequest): void {
    const kind = kindOf(request.typeUrl);
    if (!kind) return;
    this.#answer(request);
    const set = this.#sets[kind];
    set.unsubscribe(request.resourceNamesUnsubscribe);
    const names = set.subscribe(request.resourceNamesSubscribe);
    if (names) void this.#respond(set, names);
  }

  #answer({ responseNonce, errorDetail }: DeltaRequest): void {
    const answered = this.#unanswered.get(responseNonce);
    this.#unanswered.delete(responseNonce);
    if (!answered) return;
    const again = errorDetail ? this.#reject(answered, errorDetail.message) : [];
    if (!errorDetail) answered.set.take(answered.update);
    Promise.all(again.map((names) => this.#respond(answered.set, names))).then(
      () => answered.resolve(),
      answered.reject,
    );
  }

  /**
   * Takes note of a rejection, save where Envoy does not say of each resource what it does with it: of several route configurations
   * it tries one after the other until it rejects one (envoy source/extensions/config_subscription/grpc/watch_map.cc), and a long
   * list of reasons is cut.
   *
   * @returns what is to be sent again, response by response, so that it says it of those
   */
  #reject({ set, update }: Unanswered, words: string): string[][] {
    const names = [...update.entries.keys()];
    if (!isWildcard(set.kind) && names.length > 1) return names.map((name) => [name]);
    const rejection = readRejection(words, names);
    if (rejection.extent === 'all' || !rejection.isCut) {
      set.take(update, rejection);
      return [];
    }
    const isNamed = (name: string) => rejection.reasons.has(name);
    set.take(
      { ...update, entries: new Map([...update.entries].filter(([name]) => isNamed(name))) },
      rejection,
    );
    const others = names.filter((name) => !isNamed(name));
    return others.length > 0 ? [others] : [];
  }

  /**
   * Makes `resources` all that there are of a kind, or with `keepOthers` adds them, and sends those that changed.
   *
   * @returns the names of what changed or is gone, and Envoy's answer, which is rejected when the stream ends
   */
  offer(kind: ResourceKind, resources: readonly object[], keepOthers = false) {
    const set = this.#sets[kind];
    const { changed, removed } = set.replace(resources, keepOthers);
    const answered = this.#bring(set, set.asked(changed), isWildcard(kind) ? removed : []);
    return { changed: [...changed, ...removed], answered };
  }

  /** Sends again: a cluster that is replaced waits for its endpoints, and Envoy asks for what it has only once. */
  repeat(kind: ResourceKind, names: readonly string[]): Promise<void> {
    const set = this.#sets[kind];
    return this.#bring(set, set.asked(names));
  }

  /** Resolves when Envoy has answered all that it was sent. */
  async settled(): Promise<void> {
    while (this.#unanswered.size > 0) {
      await Promise.all([...this.#unanswered.values()].map(({ promise }) => promise));
    }
  }

  #bring(set: ResourceSet, names: readonly string[], removed: readonly string[] = []): Promise<void> {
    const isNothing = names.length + removed.length === 0;
    return isNothing ? Promise.resolve() : this.#respond(set, names, removed);
  }

  #respond(set: ResourceSet, names: readonly string[], removed: readonly string[] = []): Promise<void> {
    if (!this.#send) return Promise.resolve();
    this.#nonces += 1;
    const nonce = String(this.#nonces);
    const update = set.update(names, removed);
    const answer = { ...Promise.withResolvers<void>(), set, update };
    answer.promise.catch(() => {});
    this.#unanswered.set(nonce, answer);
    const resources = set.encode(update);
    this.#send({ typeUrl: typeUrl(set.kind), nonce, resources, removedResources: removed });
    return answer.promise;
  }
}
