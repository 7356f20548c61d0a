import { createLogger, readIdentity, serve } from '@lab/service-kit';
import { createApp } from '@lab/service-kit/express';
import { echoEndpoint } from './echo-endpoint.ts';

const identity = readIdentity(process.env, 'new-service');
const logger = createLogger(identity);
await serve(createApp(echoEndpoint(), { identity, logger }), { identity, logger, defaultPort: 5000 });
