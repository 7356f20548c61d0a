import { expect, test } from 'vitest';
import { onPlace } from './on-place.ts';

test('commands of a text ask the cluster that the lesson is on', () => {
  const text = 'Send `./lab call --canary -n 10`. Then ./lab trace, or ./lab learn check.';
  expect(onPlace(text, 'kind')).toBe(
    'Send `./lab call --on kind --canary -n 10`. Then ./lab trace --on kind, or ./lab learn check --on kind.',
  );
});

test('commands stay as they are that name a place, know none, or are for this machine', () => {
  const text = './lab why --on kind; ./lab analyze; ./lab learn answer --give-up; ./lab called';
  expect(onPlace(text, 'kind')).toBe(text);
  expect(onPlace('./lab call', undefined)).toBe('./lab call');
});
