import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutatedInput } from '../testdata/mutated-input.ts';
import { checkResources } from './analysis/check-resources.ts';
import { parseResources } from './resources/parse-resources.ts';
import { translate } from './xds/translate.ts';

/** Inputs of a run: `FUZZ_INPUTS=20000` for a long one, `FUZZ_SEED=NUMBER` for other inputs. */
const numRuns = Number(process.env.FUZZ_INPUTS ?? 400);
const seed = Number(process.env.FUZZ_SEED ?? 14);
const FILE = 'input.yaml';

function check(text: string) {
  const { resources, findings } = parseResources(text, { file: FILE });
  const checked = checkResources(resources, findings);
  if (checked.ok) for (const pod of checked.mesh.pods.slice(0, 3)) translate(checked.mesh, pod);
  return checked.findings;
}

test('damaged input is never thrown at, and each finding has its place', { timeout: numRuns * 1000 }, () => {
  let [inputs, found] = [0, 0];
  const property = fc.property(mutatedInput, (text) => {
    const lines = text.split('\n').length;
    const findings = check(text);
    [inputs, found] = [inputs + 1, found + findings.length];
    for (const { location, message } of findings) {
      expect({ message, ...location }).toMatchObject({ file: FILE, line: expect.any(Number) });
      expect(location?.line).toBeGreaterThan(0);
      expect(location?.line).toBeLessThanOrEqual(lines);
      expect(message).not.toMatch(/call stack|undefined|\[object|NaN is|is not a function|Cannot read/);
    }
  });
  fc.assert(property, { numRuns, seed });
  expect(inputs).toBeGreaterThanOrEqual(numRuns);
});
