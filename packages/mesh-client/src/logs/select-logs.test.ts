import { expect, it } from 'vitest';
import type { LogFile } from './log-files.ts';
import { podsOf, selectLogs } from './select-logs.ts';

const pods = [
  ['backend', 'backend-sick-0'],
  ['backend', 'backend-stable-0'],
  ['backend', 'backend-stable-1'],
  ['shop', 'backend-stable-0'],
  ['shop', 'cart'],
] as const;
const files: LogFile[] = [
  ...pods.flatMap(([namespace, pod]) =>
    (['app', 'envoy', 'access'] as const).map((part) => {
      const name = [namespace, pod, ...(part === 'app' ? [] : [part])].join('.');
      return { name, path: `/logs/${name}.log`, part, namespace, pod };
    }),
  ),
  { name: 'lab', path: '/logs/lab.log', part: 'lab', namespace: '', pod: 'lab' },
];

it.each([
  ['backend-sick-0', ['backend/backend-sick-0']],
  ['backend.backend-sick-0', ['backend/backend-sick-0']],
  ['backend/backend-sick-0', ['backend/backend-sick-0']],
  ['backend-stable-0', ['backend/backend-stable-0', 'shop/backend-stable-0']],
  ['shop/backend-stable-0', ['shop/backend-stable-0']],
  ['backend-stable', ['backend/backend-stable-0', 'backend/backend-stable-1', 'shop/backend-stable-0']],
  ['backend/backend-stable', ['backend/backend-stable-0', 'backend/backend-stable-1']],
  ['shop', ['shop/backend-stable-0', 'shop/cart']],
  ['cart', ['shop/cart']],
  [
    'backend-s',
    [
      'backend/backend-sick-0',
      'backend/backend-stable-0',
      'backend/backend-stable-1',
      'shop/backend-stable-0',
    ],
  ],
  ['lab', ['lab']],
  ['nobody', []],
])('%s means %j', (text, expected) => {
  expect(podsOf(selectLogs(files, text))).toEqual(expected);
});

it('means every pod without a text, and one file by its own name', () => {
  expect(selectLogs(files, '')).toHaveLength(pods.length * 3);
  expect(selectLogs(files, 'shop.cart.envoy').map(({ part }) => part)).toEqual(['envoy']);
});
