const LAST_PORT = 65_535;

/** Reads a port that is written as text; undefined for what is no number up to 65535. */
export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= LAST_PORT ? port : undefined;
}

/** Whether something may listen on a port of that number. */
export function isPort(port: unknown): port is number {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= LAST_PORT;
}
