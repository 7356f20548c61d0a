/** What a connection speaks, as far as a stand-in tells it apart. */
export type Protocol = 'http1' | 'http2' | 'tcp';

/** RFC 9113, section 3.4: what every HTTP/2 client begins with. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** RFC 9110, section 9: the methods, and PATCH (RFC 5789). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const BEGINNINGS = METHODS.map((method) => `${method} `);

/**
 * Tells a protocol by the first bytes of a connection; undefined where they may still become HTTP. What is no HTTP is
 * echoed, TLS too.
 */
export function detectProtocol(bytes: Buffer): Protocol | undefined {
  const text = bytes.toString('latin1', 0, PREFACE.length);
  if (text === PREFACE) return 'http2';
  if (BEGINNINGS.some((beginning) => text.startsWith(beginning))) return 'http1';
  const mayBecome = [PREFACE, ...BEGINNINGS].some((beginning) => beginning.startsWith(text));
  return mayBecome ? undefined : 'tcp';
}
