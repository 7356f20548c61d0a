import { describe, expect, it } from 'vitest';
import { predict } from './linear-model.ts';
import { loadModel } from './load-model.ts';

describe('loadModel', () => {
  it('takes the model of the version label, stable for a version it does not know', () => {
    expect(loadModel({}, 'canary').name).toBe('canary');
    expect(loadModel({}, 'stable').name).toBe('stable');
    expect(loadModel({}, 'unversioned').name).toBe('stable');
  });

  it('lets MODEL decide, and refuses a name that is none', () => {
    expect(loadModel({ MODEL: 'canary' }, 'stable').name).toBe('canary');
    expect(() => loadModel({ MODEL: '../secret' }, 'stable')).toThrow('stable or canary');
  });

  it.each(['stable', 'canary'])('%s answers within single-digit milliseconds', (version) => {
    const model = loadModel({}, version);
    const startedAt = performance.now();
    for (let round = 0; round < 100; round++)
      predict(model, 'an old jam jar made of glass with its metal lid');
    expect((performance.now() - startedAt) / 100).toBeLessThan(5);
  });
});
