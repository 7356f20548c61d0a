import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../manifest.ts';
import { autoscalingValues } from './autoscaling-values.ts';
import { canaryValues } from './canary-values.ts';
import { type Candidate, type ChartValue, ofOneResource, valueGroups } from './chart-value.ts';
import { hostValues } from './host-values.ts';
import { imageValues } from './image-values.ts';
import { replicaValues } from './replica-values.ts';
import { samplingValues } from './sampling-values.ts';

const rules: readonly ((manifests: readonly Manifest[]) => Candidate[])[] = [
  imageValues,
  replicaValues,
  autoscalingValues,
  hostValues,
  canaryValues,
  samplingValues,
];

/** What can be set of these resources: fields that are about the same become one entry of values.yaml. */
export function collectValues(manifests: readonly Manifest[]): ChartValue[] {
  const values: ChartValue[] = [];
  for (const candidate of rules.flatMap((rule) => rule(manifests))) add(values, candidate);
  return valueGroups.flatMap((group) => values.filter((value) => value.group === group));
}

function add(values: ChartValue[], { group, names, initial, place }: Candidate): void {
  const numbered = (count: number): string => `${names.at(-1)}-${count}`;
  for (let count = 0; ; count++) {
    const name = names[count] ?? numbered(count - names.length + 2);
    const index = values.findIndex((value) => value.group === group && value.name === name);
    const there = values[index];
    const isOther = ofOneResource.includes(group) && there?.places[0]?.manifest !== place.manifest;
    if (there && (isOther || !isDeepStrictEqual(there.initial, initial))) continue;
    if (there) values[index] = { ...there, places: [...there.places, place] };
    else values.push({ group, name, initial, places: [place] });
    return;
  }
}
