import type { View } from '../routing/address.ts';

/** What the views are called. */
export const TITLES: Readonly<Record<View, string>> = {
  mesh: 'Mesh',
  requests: 'Requests',
  split: 'Split',
  configuration: 'Configuration',
  explain: 'Explain',
  learn: 'Learn',
};
