import { EventEmitter } from 'node:events';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { EmitterContextManager } from './emitter-context-manager.ts';

const key = createContextKey('who');
const contextOf = (who: string) => ROOT_CONTEXT.setValue(key, who);

function recorder(manager: EmitterContextManager) {
  const seen: unknown[] = [];
  return { seen, listen: (...args: unknown[]) => seen.push([manager.active().getValue(key), ...args]) };
}

test('listeners run in the context that the emitter was bound to, whatever is active', () => {
  const manager = new EmitterContextManager();
  const { seen, listen } = recorder(manager);
  const emitter = manager.bind(contextOf('request'), new EventEmitter());
  manager.with(contextOf('adding'), () => emitter.on('data', listen));
  manager.with(contextOf('emitting'), () => emitter.emit('data', 1, 2));
  expect(seen).toEqual([['request', 1, 2]]);
  expect(manager.active()).toBe(ROOT_CONTEXT);
});

test('listeners can be removed, counted and called once as ever', () => {
  const manager = new EmitterContextManager();
  const { seen, listen } = recorder(manager);
  const emitter = manager.bind(contextOf('request'), new EventEmitter());
  emitter.on('end', listen).off('end', listen).once('end', listen);
  expect(emitter.listeners('end')).toEqual([listen]);
  expect(emitter.emit('end')).toBe(true);
  expect(emitter.emit('end')).toBe(false);
  expect(seen).toEqual([['request']]);
});

test('what a listener throws reaches the one who emits', () => {
  const manager = new EmitterContextManager();
  const emitter = manager.bind(contextOf('request'), new EventEmitter());
  expect(() => emitter.emit('error', new Error('broken'))).toThrow('broken');
});

test('an emitter that is bound again keeps its context', () => {
  const manager = new EmitterContextManager();
  const { seen, listen } = recorder(manager);
  const emitter = manager.bind(contextOf('first'), new EventEmitter());
  expect(manager.bind(contextOf('second'), emitter)).toBe(emitter);
  emitter.on('end', listen).emit('end');
  expect(seen).toEqual([['first']]);
});

test('functions are bound as the SDK binds them', () => {
  const manager = new EmitterContextManager();
  const { seen, listen } = recorder(manager);
  manager.bind(contextOf('request'), listen)('argument');
  expect(seen).toEqual([['request', 'argument']]);
});
