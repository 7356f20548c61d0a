import { createLogger, readIdentity, serve } from '@lab/service-kit';
import { createApp } from '@lab/service-kit/express';
import { loadModel } from './load-model.ts';
import { predictEndpoint } from './predict-endpoint.ts';

const identity = readIdentity(process.env, 'ml');
const logger = createLogger(identity);
const model = loadModel(process.env, identity.version);
await serve(createApp(predictEndpoint(model), { identity, logger }), { identity, logger, defaultPort: 5000 });
