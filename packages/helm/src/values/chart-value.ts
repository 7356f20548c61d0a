import type { FieldPath, Manifest } from '../manifest.ts';

/** The sections of values.yaml, in its order. */
export const valueGroups = ['images', 'replicas', 'autoscaling', 'hosts', 'canary', 'sampling'] as const;
export type ValueGroup = (typeof valueGroups)[number];

/** Sections whose entries are each about one resource; those of the others may go into several. */
export const ofOneResource: readonly ValueGroup[] = ['replicas', 'autoscaling', 'sampling'];

/** A field that a value goes into. */
export interface Place {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** What is written there, given the template expression of the value: `{{ int .Values.canary.backend }}`. */
  readonly template: (value: string) => string;
}

/** A field that could be a value, as one of the rules finds it. */
export interface Candidate {
  readonly group: ValueGroup;
  /** Names for it, the best first; a later one where another value has the name. */
  readonly names: readonly string[];
  /** What makes the template give what the overlay has. */
  readonly initial: unknown;
  readonly place: Place;
}

/** An entry of values.yaml, and every field that it goes into. */
export interface ChartValue {
  readonly group: ValueGroup;
  readonly name: string;
  readonly initial: unknown;
  readonly places: readonly Place[];
}

/** Names for a value that is one resource's own. */
export function resourceNames({ metadata: { name, namespace } }: Manifest): string[] {
  return namespace ? [name, `${namespace}-${name}`] : [name];
}

/** The template expression of an entry: `.Values.canary.backend`, with `index` where a name is no identifier. */
export function expression({ group, name }: Pick<ChartValue, 'group' | 'name'>): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.Values.${group}.${name}` : `(index .Values.${group} "${name}")`;
}
