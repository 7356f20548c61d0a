'use strict';
// Loaded into every Node process of a workload by NODE_OPTIONS=--require. It does what iptables and the pod's
// own network do in a cluster: a call to a Service goes to the sidecar, and a server listens inside the pod
// only. Plain CommonJS, and nothing but node:net and node:fs, since it adds to the start of every application.
//
// LAB_CAPTURE names a JSON file: { "connect": { "HOST:PORT": ["ADDRESS:PORT", …] }, "listen": { "PORT": "ADDRESS:PORT" },
// "otherwise": { "ports": { "PORT": "ADDRESS:PORT" }, "any": "ADDRESS:PORT", "excluded": [port, …] }, "source": "ADDRESS" }.
// The file is replaced when the mesh changes; it is looked at again at most every 100 ms.
const fs = require('node:fs');
const net = require('node:net');

const LOOPBACK = '127.0.0.1';
const RECHECK_MS = 100;

/** A pod's calls to itself do not go to the sidecar, as by Istio's rules of iptables. Other pods are in 127.0.0.0/8, too. */
const LOOPBACK_NAMES = /^(localhost|127\.0\.0\.1|::1)$/;

/** @param {string} path */
function captureFile(path) {
  let map = { connect: {}, listen: {} };
  let modified = 0;
  let checked = 0;
  return () => {
    const now = Date.now();
    if (now - checked < RECHECK_MS) return map;
    checked = now;
    try {
      const { mtimeMs } = fs.statSync(path);
      if (mtimeMs !== modified) map = JSON.parse(fs.readFileSync(path, 'utf8'));
      modified = mtimeMs;
    } catch {
      // Being replaced, or the lab is gone: what was read last still holds.
    }
    return map;
  };
}

/** What to dial instead, or undefined for what the application dials itself. */
function redirect(map, host, port) {
  const name = String(host ?? 'localhost')
    .toLowerCase()
    .replace(/\.$/, '');
  const places = map.connect[`${name}:${port}`];
  if (places) return socketAddress(places[Math.floor(Math.random() * places.length)]);
  // What the pod itself listens on has been moved; at the same port of this machine may be anybody's program.
  if (LOOPBACK_NAMES.test(name)) return map.listen[port] && socketAddress(map.listen[port]);
  const { otherwise } = map;
  if (!otherwise || otherwise.excluded.includes(Number(port))) return undefined;
  return socketAddress(otherwise.ports[port] ?? otherwise.any);
}

/** @param {string} text `ADDRESS:PORT` */
function socketAddress(text) {
  const [host, port] = text.split(':');
  return { host, port: Number(port) };
}

function captureConnect(current) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function captured(...args) {
    // net.connect passes its normalized arguments as one array, which Node marks: its first element is changed
    // and the array kept. TLS has taken the name that it asks for before.
    const normalized = Array.isArray(args[0]) ? args[0] : args;
    const target =
      typeof normalized[0] === 'object' ? normalized[0] : { port: normalized[0], host: normalized[1] };
    if (target && !target.path) {
      const map = current();
      const place = redirect(map, target.host, target.port);
      if (place !== undefined) {
        const source = map.source && { localAddress: map.source };
        const moved = { ...target, ...source, ...place, lookup: undefined };
        if (normalized !== args || typeof args[0] === 'object') normalized[0] = moved;
        else args.splice(0, typeof args[1] === 'string' ? 2 : 1, moved);
      }
    }
    return connect.apply(this, args);
  };
}

function captureListen(current) {
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function captured(...args) {
    const [first] = args;
    const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
    const options = isPort || first === undefined || typeof first === 'function' ? { port: first } : first;
    if (options && typeof options === 'object' && 'port' in options && !options.path) {
      const wished = Number(typeof options.port === 'function' ? 0 : (options.port ?? 0));
      const place = current().listen[wished];
      const callback = args.findLast((arg) => typeof arg === 'function');
      const own = place ? socketAddress(place) : { port: wished, host: LOOPBACK };
      const moved = { ...(isPort ? {} : options), ...own };
      return listen.apply(this, callback ? [moved, callback] : [moved]);
    }
    return listen.apply(this, args);
  };
}

if (process.env.LAB_CAPTURE) {
  const current = captureFile(process.env.LAB_CAPTURE);
  captureConnect(current);
  captureListen(current);
}
