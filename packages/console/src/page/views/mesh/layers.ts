import type { Slot } from './slot.ts';
import { uncrossed } from './uncrossed.ts';

/** A node as the layout sees it. */
export interface LayoutNode {
  readonly id: string;
  /** Nodes of a lower tier come first. */
  readonly tier: number;
  /** Across the tiers, and along them, in pixels. */
  readonly length: number;
  readonly thickness: number;
}

export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** What an edge that passes takes of a tier, in pixels. */
const PASSING = 14;

/** The id of the place where an edge passes through a layer. */
export function passingId(edge: string, layer: number): string {
  return `${edge} through ${layer}`;
}

/**
 * Puts nodes in layers by their tier, with a place for each edge in the layers that it passes, and orders each layer so
 * that few edges cross. The same input gives the same order, whatever order it comes in.
 */
export function layersOf(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Slot[][] {
  const tiers = [...new Set(nodes.map(({ tier }) => tier))].sort((a, b) => a - b);
  const layerOf = new Map(nodes.map(({ id, tier }) => [id, tiers.indexOf(tier)]));
  const layers = tiers.map((tier) =>
    nodes
      .filter((node) => node.tier === tier)
      .map(newSlot)
      .sort(byId),
  );
  const slots = new Map(layers.flat().map((slot) => [slot.id, slot]));
  for (const { id, from, to } of edges.toSorted(byId)) {
    const [first, last] = [layerOf.get(from), layerOf.get(to)];
    if (first === undefined || last === undefined || last <= first) continue;
    let before = slots.get(from);
    for (let layer = first + 1; layer <= last; layer += 1) {
      const slot = layer === last ? slots.get(to) : newSlot({ id: passingId(id, layer), length: PASSING });
      if (layer < last && slot) layers[layer]?.push(slot);
      if (before && slot) {
        before.after.push(slot.id);
        slot.before.push(before.id);
      }
      before = slot;
    }
  }
  return uncrossed(layers);
}

function newSlot({ id, length }: Pick<LayoutNode, 'id' | 'length'>): Slot {
  return { id, length, before: [], after: [] };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
