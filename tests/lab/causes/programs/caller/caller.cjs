// Sends what it is told to, as an application in a mesh sends: the preload leads its calls to the sidecar.
const { randomUUID } = require('node:crypto');
const http = require('node:http');
const net = require('node:net');

/** One request with an ID of its own: its status, or the code of the error with which it ended. */
function send({ url, method = 'GET', headers = {}, timeoutMs = 15_000 }, agent) {
  const id = randomUUID();
  return new Promise((resolve) => {
    const outgoing = http.request(url, { method, agent, headers: { 'x-request-id': id, ...headers } });
    const giveUp = setTimeout(() => outgoing.destroy(new Error('gave up')), timeoutMs);
    const done = (result) => {
      clearTimeout(giveUp);
      resolve({ id, got: result });
    };
    outgoing.on('error', (error) => done(error.code ?? error.message));
    outgoing.on('response', (answer) => {
      answer.on('error', (error) => done(error.code));
      answer.resume().on('end', () => done(answer.statusCode));
    });
    outgoing.end();
  });
}

/** Bytes as they are: the first line of the answer. */
function sendBytes({ url, bytes, timeoutMs = 5_000 }) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port || 80) });
    let answer = '';
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk;
      socket.end();
    });
    socket.on('error', (error) => resolve(error.code));
    socket.on('close', () => resolve(answer.split('\r\n')[0]));
    socket.write(bytes);
  });
}

async function sendAll(request) {
  const { count = 1, parallel = 1, pauseMs = 0, bytes } = request;
  if (bytes) return [{ got: await sendBytes(request) }];
  const agent = new http.Agent({ keepAlive: true });
  const results = [];
  for (let left = count; left > 0; left -= parallel) {
    const some = Array.from({ length: Math.min(left, parallel) }, () => send(request, agent));
    results.push(...(await Promise.all(some)));
    if (pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  agent.destroy();
  return results;
}

http
  .createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end(JSON.stringify(await sendAll(JSON.parse(body))));
  })
  .listen(8000);
