import { type ChartValue, type ValueGroup, valueGroups } from '../values/chart-value.ts';
import { patterns } from '../values/limits.ts';
import { descriptions } from './values-yaml.ts';

type Schema = Readonly<Record<string, unknown>>;

const percentage = { minimum: 0, maximum: 100 };
const count = (minimum: number): Schema => ({ type: 'integer', minimum });
const text = (pattern: keyof typeof patterns): Schema => ({ type: 'string', pattern: patterns[pattern] });

const image = { repository: text('repository'), tag: text('tag'), digest: text('digest') };
const autoscaler = { minReplicas: count(0), maxReplicas: count(1) };

/** What one entry of a section may be; of an object it has the fields that the entry has. */
const schemas: Readonly<Record<ValueGroup, (initial: unknown) => Schema>> = {
  images: (initial) => strictly({ ...image, canaryTag: image.tag }, Object.keys(initial as object)),
  replicas: () => count(0),
  autoscaling: (initial) => strictly(autoscaler, Object.keys(initial as object)),
  hosts: () => ({ type: 'array', minItems: 1, items: text('host') }),
  canary: () => ({ type: 'integer', ...percentage }),
  // `--set` makes a number of whole ones only.
  sampling: () => ({ ...percentage, ...text('percentage'), type: ['number', 'string'] }),
};

/** values.schema.json: Helm refuses values that are not of it, names that the chart does not know among them. */
export function valuesSchema(values: readonly ChartValue[]): string {
  const sections = valueGroups.flatMap((group) => {
    const section = values.filter((value) => value.group === group);
    if (section.length === 0) return [];
    const entries = section.map(({ name, initial }) => [name, schemas[group](initial)]);
    return [[group, { description: descriptions[group], ...strictly(Object.fromEntries(entries)) }] as const];
  });
  const schema = strictly(
    // Helm itself adds it to the values of a chart that is a dependency of another.
    { ...Object.fromEntries(sections), global: { type: 'object' } },
    sections.map(([group]) => group),
  );
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2)}\n`;
}

/** An object of these fields and no others; all of them are required where it is not said which. */
function strictly(properties: Schema, required: readonly string[] = Object.keys(properties)): Schema {
  const known = Object.entries(properties).filter(([name]) => name === 'global' || required.includes(name));
  return {
    type: 'object',
    additionalProperties: false,
    required,
    properties: Object.fromEntries(known),
  };
}
