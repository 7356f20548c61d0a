import { expect, test } from 'vitest';
import { readConsoleUrl } from './console-url.ts';

test('takes the address of a console on this machine, and of it only the origin', () => {
  expect(readConsoleUrl({ LAB_CONSOLE_URL: 'http://console.localhost:8090' })).toBe(
    'http://console.localhost:8090',
  );
  expect(readConsoleUrl({ LAB_CONSOLE_URL: 'http://me:pass@CONSOLE.localhost:8090/x?token=1#y' })).toBe(
    'http://console.localhost:8090',
  );
});

test.each([
  undefined,
  '',
  'console.localhost:8090',
  'https://console.localhost:8090',
  'javascript://console.localhost/%0aalert(1)',
  'http://console.localhost.example.com:8090',
  'http://console.localhost@example.com/',
  'http://frontend.localhost:8080',
  'http://127.0.0.1:8090',
])('takes nothing else: %s', (LAB_CONSOLE_URL) => {
  expect(readConsoleUrl({ LAB_CONSOLE_URL })).toBeUndefined();
});
