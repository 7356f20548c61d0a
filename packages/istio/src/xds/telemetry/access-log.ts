import type { MeshConfig } from '../../model/mesh-config.ts';
import { oncePer } from '../../model/per-mesh.ts';
import type { AccessLog, JsonObject } from '../types.ts';

/** Istio's JSON access log, key by key, in Envoy's command operators. */
const JSON_FORMAT = {
  authority: '%REQ(:AUTHORITY)%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  duration: '%DURATION%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  request_id: '%REQ(X-REQUEST-ID)%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  route_name: '%ROUTE_NAME%',
  start_time: '%START_TIME%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  user_agent: '%REQ(USER-AGENT)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
};

/** Istio's one-line access log (istio.io/docs/tasks/observability/logs/access-log, "Default access log format"). */
const TEXT_FORMAT = `${[
  '[%START_TIME%]',
  '"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%"',
  '%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%',
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION%',
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%"',
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW%',
  '%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%',
  '%REQUESTED_SERVER_NAME% %ROUTE_NAME%',
].join(' ')}\n`;

/**
 * The access log that meshConfig's `accessLogFile` asks for, in its `accessLogEncoding` and `accessLogFormat`; none
 * where the file is empty. The path is the container's (`/dev/stdout` as a rule). The one operator that needs an
 * extension, `%REQ_WITHOUT_QUERY%`, is not supported: Envoy refuses it, and `%PATH(NQ)%` says the same.
 * Source: istio pilot/pkg/model/telemetry_logging.go, `FileAccessLogFromMeshConfig`.
 */
export const accessLogs: (config: MeshConfig) => readonly AccessLog[] = oncePer((config) => {
  if (!config.accessLogFile) return [];
  const logFormat = config.accessLogEncoding === 'JSON' ? jsonFormat(config) : textFormat(config);
  return [
    {
      name: 'envoy.access_loggers.file',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
        path: config.accessLogFile,
        logFormat,
      },
    },
  ];
});

/** Istio takes its default where the format is not an object in JSON. */
function jsonFormat({ accessLogFormat }: MeshConfig) {
  return { jsonFormat: parseObject(accessLogFormat) ?? JSON_FORMAT };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Each entry is a line, whether the format ends one or not. */
function textFormat({ accessLogFormat: written }: MeshConfig) {
  const inlineString = written ? `${written.replace(/\n$/, '')}\n` : TEXT_FORMAT;
  return { textFormatSource: { inlineString } };
}

/** A listener's own log: only connections that no filter chain took (NR), which no other log would show. */
export const listenerAccessLogs: (config: MeshConfig) => readonly AccessLog[] = oncePer((config) =>
  accessLogs(config).map((log) => ({ ...log, filter: { responseFlagFilter: { flags: ['NR'] } } })),
);
