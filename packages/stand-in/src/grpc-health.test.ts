import { expect, it } from 'vitest';
import { grpcFrame, grpcMessages } from './grpc-frame.ts';
import { checkRequest, isServing, servingResponse } from './grpc-health.ts';

it('asks and answers in the bytes of grpc/health/v1/health.proto', () => {
  expect(checkRequest().toString('hex')).toBe('0000000000');
  expect(checkRequest('web').toString('hex')).toBe('00000000050a03776562');
  expect(servingResponse().toString('hex')).toBe('00000000020801');
});

it.each([
  ['SERVING', '00000000020801', true],
  ['NOT_SERVING', '00000000020802', false],
  ['UNKNOWN, which is not written', '0000000000', false],
  ['an answer that ends in the middle', '000000000208', false],
  ['no answer', '', false],
])('%s', (_, hex, serves) => expect(isServing(Buffer.from(hex, 'hex'))).toBe(serves));

it('reads several messages, and none that is too long', () => {
  const body = Buffer.concat([grpcFrame(Buffer.from('a')), grpcFrame(Buffer.from('bc'))]);
  expect(grpcMessages(body).map(String)).toEqual(['a', 'bc']);
  expect(() => grpcMessages(Buffer.from('00ffffffff', 'hex'))).toThrow(RangeError);
});
