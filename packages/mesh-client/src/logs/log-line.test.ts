import { expect, it } from 'vitest';
import { isNoise, readLine } from './log-line.ts';

const deprecated =
  "[2026-11-28 21:51:00.849][14720][warning][misc] [source/common/protobuf/message_validator_impl.cc:23] Deprecated field: type envoy.config.route.v3.RouteAction Using deprecated option 'max_grpc_timeout'";

it('reads a line of an application', () => {
  const line = JSON.stringify({
    ...{ level: 'info', time: '2026-11-28T21:54:20.662Z', service: 'backend', version: 'stable' },
    ...{
      pod: 'backend-stable-0',
      namespace: 'backend',
      method: 'POST',
      path: '/a b',
      status: 200,
      message: 'served',
    },
  });
  expect(readLine({ part: 'app' }, line)).toEqual({
    time: Date.UTC(2026, 10, 28, 21, 54, 20, 662),
    level: 'info',
    text: 'served method=POST path="/a b" status=200',
  });
});

it('shows an error with its stack', () => {
  const err = { type: 'Error', message: 'no model', stack: 'Error: no model\n    at load (file.ts:1:1)' };
  const { text, level } = readLine(
    { part: 'app' },
    JSON.stringify({ level: 'error', err, message: 'failed' }),
  );
  expect(level).toBe('error');
  expect(text).toBe('failed err="no model"\n    Error: no model\n    at load (file.ts:1:1)');
});

it.each(['not JSON', '{ "half": ', ''])('shows %j as it is', (line) => {
  expect(readLine({ part: 'app' }, line)).toEqual({ text: line });
});

it('reads an access log: what was asked, where it went, what became of it', () => {
  const fields = {
    ...{
      start_time: '2026-11-28T21:52:41.475Z',
      method: 'POST',
      authority: 'ml-service.ml:5000',
      path: '/predict',
    },
    ...{
      response_code: 503,
      duration: 17,
      upstream_cluster: 'outbound|5000|stable|ml-service.ml.svc.cluster.local',
    },
    ...{
      response_flags: 'UF',
      response_code_details: 'upstream_reset',
      upstream_transport_failure_reason: null,
    },
  };
  expect(readLine({ part: 'access' }, JSON.stringify(fields))).toEqual({
    time: Date.UTC(2026, 10, 28, 21, 52, 41, 475),
    level: 'warn',
    text: '503 POST ml-service.ml:5000/predict 17 ms → outbound 5000 stable ml-service.ml UF upstream_reset',
  });
  const answered = { ...fields, response_code: 200, response_flags: '-' };
  expect(readLine({ part: 'access' }, JSON.stringify(answered))).not.toHaveProperty('level');
});

it('says why a proxy refused a request, which has no flag then', () => {
  const fields = { response_code: 403, method: 'GET', path: '/', duration: 0, response_flags: '-' };
  const read = (response_code_details: string) =>
    readLine({ part: 'access' }, JSON.stringify({ ...fields, response_code_details })).text;
  expect(read('rbac_access_denied_matched_policy[none]')).toBe(
    '403 GET / 0 ms rbac_access_denied_matched_policy[none]',
  );
  expect(read('via_upstream')).toBe('403 GET / 0 ms');
});

it("reads Envoy's own log in this machine's time, and takes its warnings of deprecated fields for noise", () => {
  expect(readLine({ part: 'envoy' }, deprecated)).toMatchObject({
    time: new Date(2026, 10, 28, 21, 51, 0, 849).getTime(),
    level: 'warning',
    text: expect.stringMatching(/^misc: Deprecated field/),
  });
  expect(isNoise({ part: 'envoy' }, deprecated)).toBe(true);
  expect(isNoise({ part: 'envoy' }, deprecated.replace('[warning]', '[critical]'))).toBe(false);
  expect(isNoise({ part: 'app' }, deprecated)).toBe(false);
});
