export { createApp } from './create-app.ts';
export type { Endpoint } from './endpoint.ts';
