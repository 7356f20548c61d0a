/**
 * A line in Istio's default text format, which has no trace ID, no attempts and nothing of the caller's identity.
 *
 * Source: Istio 1.30.3, pilot/pkg/model/telemetry_logging.go, EnvoyTextLogFormat
 */
const LINE = new RegExp(
  [
    String.raw`^\[(?<start_time>[^\]]+)\]`,
    String.raw`"(?<method>\S+) (?<path>\S+) (?<protocol>[^"]+)"`,
    String.raw`(?<response_code>\d+) (?<response_flags>\S+) (?<response_code_details>\S+)`,
    '(?<connection_termination_details>.*?)',
    '"(?<upstream_transport_failure_reason>[^"]*)"',
    String.raw`(?<bytes_received>\d+) (?<bytes_sent>\d+) (?<duration>\d+) (?<upstream_service_time>\S+)`,
    '"(?<x_forwarded_for>[^"]*)" "(?<user_agent>.*)" "(?<request_id>[^"]*)" "(?<authority>[^"]*)"',
    String.raw`"(?<upstream_host>[^"]*)" (?<upstream_cluster>\S+)`,
    String.raw`(?<upstream_local_address>\S+) (?<downstream_local_address>\S+) (?<downstream_remote_address>\S+)`,
    String.raw`(?<requested_server_name>\S+) (?<route_name>\S+)$`,
  ].join(' '),
);

/** The fields of a line by the names that they have in JSON; undefined for what is not such a line. */
export function readIstioTextLine(line: string): Readonly<Record<string, string>> | undefined {
  return LINE.exec(line)?.groups;
}
