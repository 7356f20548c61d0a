import type { ClusterLoadAssignment } from '@lab/istio';
import { areEqual } from '../ads/equal-resources.ts';

/** Endpoints as they are placed while the same pods are ready: most proxies have the same ones, which are placed once. */
export class PlacedEndpoints {
  #placed = new Map<ClusterLoadAssignment, ClusterLoadAssignment>();
  #latest: WeakMap<ClusterLoadAssignment, ClusterLoadAssignment>;

  /** @param before what was placed while other pods were ready: what is equal stays the same object */
  constructor(before?: PlacedEndpoints) {
    this.#latest = before ? before.#latest : new WeakMap();
  }

  of(assignment: ClusterLoadAssignment, place: () => ClusterLoadAssignment): ClusterLoadAssignment {
    const known = this.#placed.get(assignment);
    if (known) return known;
    const [placed, latest] = [place(), this.#latest.get(assignment)];
    const kept = latest && areEqual(latest, placed) ? latest : placed;
    this.#placed.set(assignment, kept);
    this.#latest.set(assignment, kept);
    return kept;
  }
}
