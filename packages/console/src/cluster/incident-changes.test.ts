import { expect, it } from 'vitest';
import { incidentChanges } from './incident-changes.ts';

it('mutes what changes while an incident is open, and what puts that back later', () => {
  const changes = incidentChanges();
  expect(changes.see(['Service shop/a'], undefined)).toBeUndefined();
  expect(changes.see(['VirtualService shop/a', 'Service shop/b'], '12-beta-users')).toBe('12-beta-users');
  // Of others nothing is told by it.
  expect(changes.see(['Service shop/a'], undefined)).toBeUndefined();
  // A reset is seen in parts.
  expect(changes.see(['Service shop/b'], undefined)).toBe('12-beta-users');
  expect(changes.see(['VirtualService shop/a', 'Service shop/c'], undefined)).toBe('12-beta-users');
  // It is what it was before.
  expect(changes.see(['VirtualService shop/a'], undefined)).toBeUndefined();
});
