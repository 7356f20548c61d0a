// Fails in each way in which an application can, by the path that is asked for.
const http = require('node:http');
const net = require('node:net');

let ready = true;

const ANSWERS = {
  status: (request, response, code) => {
    const line = { level: 'error', status: Number(code), request: request.headers['x-request-id'] };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    response.writeHead(Number(code)).end('failed\n');
  },
  slow: (_, response, milliseconds) => setTimeout(() => response.end('late\n'), Number(milliseconds)),
  crash: () => {
    process.stdout.write('TypeError: cannot read a property of undefined\n');
    process.exit(3);
  },
  unready: (_, response) => {
    ready = false;
    response.end('not ready any more\n');
  },
  ready: (_, response) => response.writeHead(ready ? 200 : 503).end(),
};

/** The same on two ports, for policies of a port. */
for (const port of [8080, 8084])
  http
    .createServer((request, response) => {
      const [, what, value] = request.url.split(/[/?]/);
      const answer = ANSWERS[what] ?? (() => response.end('ok\n'));
      answer(request, response, value);
    })
    .listen(port);

/** Speaks first, and not HTTP. */
net.createServer((socket) => socket.on('error', () => {}).end('220 mail.example ESMTP\r\n')).listen(8081);

/** Nothing listens on 8082. On 8083 the second request of a connection meets its end, as after an idle timeout. */
net
  .createServer((socket) => {
    let answered = false;
    socket.on('error', () => {});
    socket.on('data', () => {
      if (answered) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n');
      answered = true;
    });
  })
  .listen(8083);
