// Loaded into the applications by --require: writes the headers of each request into the pod's log, as its
// sidecar sent them and before anything of the application has seen them.
const { subscribe } = require('node:diagnostics_channel');

subscribe('http.server.request.start', ({ request }) => {
  if (request.method === 'POST') process.stdout.write(`${JSON.stringify({ received: request.headers })}\n`);
});
