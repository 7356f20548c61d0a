/** Single values that several kinds have. */
export const VALUES = {
  port: ({ port }: { port: unknown }) =>
    port === undefined ? 'the port is missing' : `port ${String(port)} is not between 1 and 65535`,
  percent: ({ value }: { value: number }) => `${value}% is not between 0 and 100`,
  finePercent: ({ value }: { value: number }) => `${value}% is neither 0 nor between 0.0001 and 100`,
  status: ({ status }: { status: number }) => `HTTP status ${status} is not between 200 and 599`,
  hostEmpty: () => 'a host name must not be empty',
  hostTooLong: ({ host }: { host: string }) => `host name "${host}…" is longer than 255 characters`,
  hostLabel: ({ host, label }: { host: string; label: string }) =>
    `"${host}" is not a valid host name: "${label}" is not a DNS label`,
  hostNumber: ({ host }: { host: string }) =>
    `"${host}" is not a valid host name: its last label is a number`,
  shortHost: ({ host }: { host: string }) => `"${host}" is a short name: write the full host name`,
  innerWildcard: ({ host }: { host: string }) => `"${host}": a wildcard must be the whole first label`,
  label: ({ key }: { key: string }) => `"${key}" is not a valid label name`,
  labelValue: ({ value }: { value: string }) => `"${value}" is not a valid label value`,
  duration: ({ value }: { value: unknown }) =>
    `"${String(value)}" is not a duration: write for example 5s, 250ms or 1h30m`,
  shortDuration: ({ value }: { value: unknown }) =>
    `"${String(value)}" is too short: a duration must be at least 1ms`,
  fineDuration: ({ value }: { value: unknown }) =>
    `"${String(value)}" is too precise: a duration must be whole milliseconds`,
  subnet: ({ text }: { text: string }) => `"${text}" is neither an IP address nor a range such as 10.0.0.0/8`,
  address: ({ text }: { text: string }) => `"${text}" is not an IP address`,
  namespace: ({ name }: { name: string }) => `"${name}" is not a valid namespace name`,
  subsetName: ({ name }: { name: string }) => `"${name}" is not a valid subset name`,
  regexEmpty: () => 'a regular expression must not be empty',
  regexTooLong: ({ most }: { most: number }) => `the regular expression has more than ${most} characters`,
  regex: ({ pattern, said }: { pattern: string; said: string }) =>
    `the regular expression "${pattern}" does not compile: ${said}${pattern === '*' ? ' (write ".*" for any value)' : ''}`,
  exportedTwice: ({ namespace }: { namespace: string }) => `exportTo lists "${namespace}" twice`,
  exportTo: ({ entry }: { entry: string }) => `exportTo "${entry}" is neither ".", "*" nor a namespace`,
  exportAlone: () => '"*" and "~" must be the only entry of exportTo',
} as const;
