export { type AdminClient, adminClient, parseStats } from './admin-client.ts';
export { DRAIN_SECONDS, type EnvoyProcess, startEnvoy } from './envoy-process.ts';
export { type FindEnvoyOptions, findEnvoy } from './find-envoy.ts';
export { validateConfig } from './validate-config.ts';
