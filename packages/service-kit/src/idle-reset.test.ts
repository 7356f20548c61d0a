import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { idleReset } from './idle-reset.ts';

/** A connection, and what becomes of requests on it at times in milliseconds. */
function connection(idleMs: number) {
  let time = 0;
  let isReset = false;
  const socket = {
    resetAndDestroy: () => {
      isReset = true;
    },
  };
  const resets = idleReset(idleMs, () => time);
  return (begin: number, end: number) => {
    const response = new EventEmitter();
    time = begin;
    const reset = resets({ socket } as unknown as IncomingMessage, response as ServerResponse);
    time = end;
    response.emit('finish');
    return { reset, isReset };
  };
}

it('resets a connection that was idle for too long, and counts from the end of the answer', () => {
  const request = connection(1000);
  expect(request(0, 5000)).toEqual({ reset: false, isReset: false });
  expect(request(6000, 6001)).toEqual({ reset: false, isReset: false });
  expect(request(7002, 7003)).toEqual({ reset: true, isReset: true });
});
