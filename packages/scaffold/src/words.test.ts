import { expect, it } from 'vitest';
import { hasWord, replaceWord } from './words.ts';

it('replaces a name by itself and in compounds, not inside another word', () => {
  expect(replaceWord('ml ml-service @lab/ml "ml" yaml ml_x', 'ml', 'stock')).toBe(
    'stock stock-service @lab/stock "stock" yaml ml_x',
  );
});

it('takes both names as they are, not as patterns', () => {
  expect(replaceWord('a.b axb', 'a.b', '$&')).toBe('$& axb');
  expect(hasWord('axb', 'a.b')).toBe(false);
});
