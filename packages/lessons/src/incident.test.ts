import { expect, it } from 'vitest';
import { choicesOf, mistakesOf, questionOf } from './incident.ts';

const incident = {
  hop: { 'b → c': true, 'a → b': 'It arrives there.' },
  cause: { 'the order': true, 'the weight': 'There is none.' },
  evidence: { 'the route': true, 'the status': 'It is 200.' },
} as const;

it('shows choices in an order that says nothing', () => {
  expect(choicesOf(incident, 'hop')).toEqual(['a → b', 'b → c']);
});

it('asks for the hop in words that fit every incident, or in its own', () => {
  expect(questionOf({}, 'hop')).toBe('Which hop is it about?');
  expect(questionOf({ hopQuestion: 'At which hop does it begin?' }, 'hop')).toBe(
    'At which hop does it begin?',
  );
  expect(questionOf({ hopQuestion: 'Where?' }, 'cause')).toBe('Why?');
});

it('says which part of an answer is wrong, and why', () => {
  expect(mistakesOf(incident, { hop: 2, cause: 1, evidence: 1 })).toEqual([]);
  expect(mistakesOf(incident, { hop: 1, cause: 1, evidence: 3 })).toEqual([
    { question: 'hop', why: 'It arrives there.' },
    { question: 'evidence', why: 'There is no such choice.' },
  ]);
});
