'use strict';
// Run by `node -e` in a pod: on this machine with the pod's own capture preload, in a cluster by `kubectl exec`. It has
// to do with whatever Node the pod's image brings (14.18 or later), and with nothing else of it.
//
// stdin: a line of JSON { url, method, headers, body, total, concurrency, timeoutMs }; it ends when stdin does.
// stdout: a line of JSON for each request, as `LoadOutcome` of @lab/observe.
const http = require('node:http');
const https = require('node:https');

function sendOne({ url, method, headers, body, timeoutMs }, agent) {
  const start = performance.now();
  return new Promise((resolve) => {
    const end = (outcome) => {
      clearTimeout(timer);
      resolve({ durationMs: performance.now() - start, ...outcome });
    };
    const fail = (error) => end({ error: error.code || error.message });
    const { request } = url.startsWith('https:') ? https : http;
    const outgoing = request(url, { agent, method, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        end({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    const timer = setTimeout(() => {
      end({ error: `no answer within ${timeoutMs} ms` });
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function sendAll(load) {
  const { Agent } = load.url.startsWith('https:') ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  let remaining = load.total;
  const worker = async () => {
    while (remaining-- > 0) {
      const outcome = await sendOne(load, agent);
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(load.concurrency, load.total) }, worker));
  agent.destroy();
}

let input = '';
const onData = (text) => {
  input += text;
  if (!input.includes('\n')) return;
  process.stdin.off('data', onData);
  sendAll(JSON.parse(input)).then(() => process.stdin.off('end', leave).destroy());
};
// Whoever asked has gone: nobody reads the rest.
const leave = () => process.exit(1);
process.stdin.setEncoding('utf8').on('data', onData).on('end', leave);
