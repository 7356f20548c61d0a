import type { ProxyConfig } from '@lab/istio';
import type { DeltaRequest, DeltaResponse } from './delta-discovery.ts';
import { ResourceSet } from './resource-set.ts';
import { isWildcard, kindOf, type ResourceKind, typeUrl } from './resource-type.ts';

/** Envoy's words for refusing what it was sent; undefined when it has taken it. */
export type Answer = string | undefined;

/**
 * Incremental xDS with one Envoy (Envoy documentation, "xDS REST and gRPC protocol"): sends what has changed, and knows by
 * the nonce what Envoy says of it. Envoy puts off its answer on clusters until those are warm.
 */
export class AdsStream {
  #sets: Readonly<Record<ResourceKind, ResourceSet>>;
  #send: ((response: DeltaResponse) => void) | undefined;
  #unanswered = new Map<string, PromiseWithResolvers<Answer>>();
  #nonces = 0;
  #refusal = Promise.withResolvers<string>();

  constructor(config: ProxyConfig) {
    const set = (kind: ResourceKind) => {
      const resources = new ResourceSet(kind);
      resources.replace(config[kind]);
      return resources;
    };
    this.#sets = {
      ...{ clusters: set('clusters'), endpoints: set('endpoints') },
      ...{ listeners: set('listeners'), routes: set('routes') },
    };
  }

  /** Resolves when Envoy refuses anything for the first time. */
  get refusal(): Promise<string> {
    return this.#refusal.promise;
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
    if (names) void this.#respond(set, names, []);
  }

  #answer({ responseNonce, errorDetail }: DeltaRequest): void {
    if (errorDetail) this.#refusal.resolve(errorDetail.message);
    this.#unanswered.get(responseNonce)?.resolve(errorDetail?.message);
    this.#unanswered.delete(responseNonce);
  }

  /**
   * Makes `resources` all that there are of a kind, and sends those that changed.
   *
   * @returns the names of what changed or is gone, and Envoy's answer, which is rejected when the stream ends
   */
  offer(kind: ResourceKind, resources: readonly object[]) {
    const set = this.#sets[kind];
    const { changed, removed } = set.replace(resources);
    const answer = this.#bring(set, set.asked(changed), isWildcard(kind) ? removed : []);
    return { changed: [...changed, ...removed], answer };
  }

  /** Sends again: a cluster that is replaced waits for its endpoints, and Envoy asks for what it has only once. */
  repeat(kind: ResourceKind, names: readonly string[]): Promise<Answer> {
    const set = this.#sets[kind];
    return this.#bring(set, set.asked(names));
  }

  #bring(set: ResourceSet, names: readonly string[], removedResources: readonly string[] = []) {
    const isNothing = names.length + removedResources.length === 0;
    return isNothing ? Promise.resolve(undefined) : this.#respond(set, names, removedResources);
  }

  #respond(set: ResourceSet, names: readonly string[], removedResources: readonly string[]): Promise<Answer> {
    if (!this.#send) return Promise.resolve(undefined);
    this.#nonces += 1;
    const nonce = String(this.#nonces);
    const answer = Promise.withResolvers<Answer>();
    answer.promise.catch(() => {});
    this.#unanswered.set(nonce, answer);
    const resources = names.map((name) => set.encode(name));
    this.#send({ typeUrl: typeUrl(set.kind), nonce, resources, removedResources });
    return answer.promise;
  }
}
