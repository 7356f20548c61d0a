import { decodeZipkin } from '../spans/decode-zipkin.ts';
import type { SpanFormat } from './span-server.ts';

/** Zipkin's JSON v2 endpoint, which answers 202 without a body (zipkin-api `zipkin2-api.yaml`). */
export const zipkinFormat: SpanFormat = {
  path: '/api/v2/spans',
  contentTypes: ['application/json'],
  decode(body) {
    return decodeZipkin(JSON.parse(body.toString('utf8')));
  },
  accepted() {
    return { status: 202 };
  },
  refused({ status, message }) {
    return { status, type: 'text/plain; charset=utf-8', body: `${message}\n` };
  },
};
