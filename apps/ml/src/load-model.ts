import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SettingError } from '@lab/service-kit';
import type { LinearModel } from './linear-model.ts';

const names = ['stable', 'canary'];

/**
 * Loads the model of this version: MODEL if it is set, otherwise the canary's for the version label `canary` and the
 * stable one for any other.
 *
 * @throws SettingError if MODEL names none of the models
 */
export function loadModel(env: NodeJS.ProcessEnv, version: string): LinearModel {
  const name = env.MODEL || (version === 'canary' ? 'canary' : 'stable');
  if (!names.includes(name)) throw new SettingError('MODEL', name, names.join(' or '));
  const file = path.join(import.meta.dirname, '../generated', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as LinearModel;
}
