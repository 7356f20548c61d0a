import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const identity = { service: 'ml', version: 'canary', pod: 'ml-1', namespace: 'ml' };

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
afterAll(() => context.disable());

it('writes a line of JSON with the identity and the ids of the active span', () => {
  const lines: string[] = [];
  const logger = createLogger(identity, {}, { write: (line) => lines.push(line) });
  const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
  context.with(trace.setSpan(context.active(), span), () => logger.warn({ port: 1 }, 'in a span'));
  logger.info('outside');
  const [within, outside] = lines.map((line) => JSON.parse(line));
  const ids = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) };
  expect(within).toMatchObject({ level: 'warn', message: 'in a span', ...identity, ...ids });
  expect(outside).not.toHaveProperty('trace_id');
});
