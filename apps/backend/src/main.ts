import { createLogger, numberSetting, readIdentity, serve } from '@lab/service-kit';
import { createApp } from '@lab/service-kit/express';
import { classifyEndpoint } from './classify-endpoint.ts';

const identity = readIdentity(process.env, 'backend');
const logger = createLogger(identity);
const endpoint = classifyEndpoint({
  mlUrl: process.env.ML_URL || 'http://ml-service.ml:5000',
  timeoutMs: numberSetting(process.env, 'UPSTREAM_TIMEOUT_MS', 3000, { min: 1 }),
});
await serve(createApp(endpoint, { identity, logger }), { identity, logger, defaultPort: 8080 });
