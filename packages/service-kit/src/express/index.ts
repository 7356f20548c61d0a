export { createApp } from './create-app.ts';
export type { Call, Endpoint } from './endpoint.ts';
