import { describe, expect, it } from 'vitest';
import { featuresOf } from './features.ts';

describe('featuresOf', () => {
  it('reads words without case, accents and punctuation, each once', () => {
    expect([...featuresOf('Café-Crème, café!', 'words')]).toEqual(['cafe', 'creme']);
  });

  it('adds the head word and its ending to the stems', () => {
    expect([...featuresOf('Jam jars', 'stems-and-head')]).toEqual(['jam', 'jar', 'head:jar']);
    expect([...featuresOf('milkbottle', 'stems-and-head')]).toContain('ending:ttle');
  });

  it.each([
    ['lid of a jar', 'head:lid'],
    ['batteries of a torch', 'head:battery'],
    ['glass', 'head:glass'],
    ['of mice', 'head:mice'],
  ])('finds the head of "%s"', (item, head) => {
    expect(featuresOf(item, 'stems-and-head')).toContain(head);
  });

  it('finds nothing in an item without letters', () => {
    expect(featuresOf('?!', 'words').size).toBe(0);
    expect(featuresOf('?!', 'stems-and-head').size).toBe(0);
  });
});
