import { createLogger, numberSetting, readIdentity } from '@lab/service-kit';
import { readConsoleUrl } from './console-url.ts';

/** Who this pod is, and where it finds the backend: read once, when the first request comes. */
export const identity = readIdentity(process.env, 'frontend');
export const logger = createLogger(identity);
export const backendUrl = process.env.BACKEND_URL || 'http://backend-service.backend:8080';
/** Longer than the backend waits for ml, so that the answer names the hop that was really slow. */
export const backendTimeoutMs = numberSetting(process.env, 'BACKEND_TIMEOUT_MS', 8000, { min: 1 });
/** Where requests can be looked at; undefined where the lab does not run this pod, or runs without a console. */
export const consoleUrl = readConsoleUrl(process.env);
