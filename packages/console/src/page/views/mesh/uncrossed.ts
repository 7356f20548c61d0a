import type { Slot } from './slot.ts';

/** Passes over all layers, forth and back in turns, and how many without a better order are enough. */
const MOST_SWEEPS = 24;
const ENOUGH = 6;

type Layers = readonly (readonly Slot[])[];
type Places = ReadonlyMap<string, number>;

/**
 * Orders each layer so that few edges cross: by the mean of what a place is connected with, forth and back, and then by
 * exchanging neighbours (Sugiyama, Tagawa and Toda 1981; Gansner et al. 1993, of dot). The best order that was found.
 */
export function uncrossed(layers: Layers): Slot[][] {
  let order = layers.map((layer) => [...layer]);
  let best = order.map((layer) => [...layer]);
  let fewest = crossings(order);
  for (let sweep = 0, since = 0; sweep < MOST_SWEEPS && since < ENOUGH && fewest > 0; sweep += 1) {
    order = exchanged(sorted(order, sweep % 2 === 0));
    const count = crossings(order);
    since += 1;
    if (count >= fewest) continue;
    fewest = count;
    since = 0;
    best = order.map((layer) => [...layer]);
  }
  return best;
}

/** How often edges between neighbouring layers cross. */
export function crossings(layers: Layers): number {
  return layers.slice(1).reduce((sum, layer, index) => sum + crossingsBetween(layers[index] ?? [], layer), 0);
}

function crossingsBetween(one: readonly Slot[], other: readonly Slot[]): number {
  const places = placesOf(other);
  return inversions(one.flatMap(({ after }) => connected(after, places)));
}

/** The pairs of which the first is greater: counted while the halves are merged, so that many edges take little time. */
function inversions(values: number[]): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const [left, right] = [values.slice(0, middle), values.slice(middle)];
  let count = inversions(left) + inversions(right);
  let taken = 0;
  for (let index = 0; index < values.length; index += 1) {
    const [first = Infinity] = left.slice(taken, taken + 1);
    const second = right[index - taken] ?? Infinity;
    if (first > second) count += left.length - taken;
    values[index] = Math.min(first, second);
    if (first <= second) taken += 1;
  }
  return count;
}

function sorted(layers: Layers, forth: boolean): Slot[][] {
  const ordered = (forth ? layers : layers.toReversed()).map((layer) => [...layer]);
  for (const [index, layer] of ordered.entries()) {
    const before = ordered[index - 1];
    if (!before) continue;
    const places = placesOf(before);
    const wished = new Map(
      layer.map((slot, place) => {
        const own = connected(forth ? slot.before : slot.after, places);
        return [slot, own.length === 0 ? place : own.reduce((sum, one) => sum + one, 0) / own.length];
      }),
    );
    layer.sort((a, b) => (wished.get(a) ?? 0) - (wished.get(b) ?? 0));
  }
  return forth ? ordered : ordered.reverse();
}

/** Exchanges neighbours in a layer wherever fewer edges cross then, twice over. */
function exchanged(layers: Slot[][]): Slot[][] {
  for (let pass = 0; pass < 2; pass += 1) {
    for (const [index, layer] of layers.entries()) {
      const [before, after] = [placesOf(layers[index - 1] ?? []), placesOf(layers[index + 1] ?? [])];
      for (let place = 0; place + 1 < layer.length; place += 1) {
        const [one, other] = layer.slice(place, place + 2) as [Slot, Slot];
        if (crossed(one, other, before, after) > crossed(other, one, before, after))
          layer.splice(place, 2, other, one);
      }
    }
  }
  return layers;
}

/** How often the edges of a place cross those of the next one. */
function crossed(one: Slot, next: Slot, before: Places, after: Places): number {
  const pairs = (own: number[], others: number[]) =>
    own.reduce((sum, place) => sum + others.filter((other) => other < place).length, 0);
  return (
    pairs(connected(one.before, before), connected(next.before, before)) +
    pairs(connected(one.after, after), connected(next.after, after))
  );
}

/** The places in the layer of those that are in it, in order. */
function connected(ids: readonly string[], places: Places): number[] {
  return ids.flatMap((id) => places.get(id) ?? []).sort((a, b) => a - b);
}

function placesOf(layer: readonly Slot[]): Places {
  return new Map(layer.map(({ id }, place) => [id, place]));
}
