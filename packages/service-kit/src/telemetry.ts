/**
 * The telemetry preload: `node --require @lab/service-kit/telemetry …`. Bundled to dist/telemetry.cjs, so that it
 * starts in a fraction of the time that the packages themselves take. Settings are OpenTelemetry's own environment
 * variables; only traces are exported.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { trace } from '@opentelemetry/api';
import { envDetector } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { EmitterContextManager } from './telemetry/emitter-context-manager.ts';
import { selectedInstrumentations } from './telemetry/instrumentations.ts';
import { NextTracerProvider } from './telemetry/next-tracer-provider.ts';
import { createPropagator } from './telemetry/propagator.ts';
import { podResource } from './telemetry/resource.ts';

// The SDK waits 5 s by default; a person who just sent a request looks for its trace sooner.
process.env.OTEL_BSP_SCHEDULE_DELAY ??= '1000';

// Nobody to send spans to: the caller's context is read and passed on, and no span is made, whose children would be
// orphans elsewhere. The SDK alone would try localhost.
if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT && !process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
  process.env.OTEL_TRACES_EXPORTER ??= 'none';
}

new NodeSDK({
  instrumentations: selectedInstrumentations(process.env),
  textMapPropagator: createPropagator(process.env),
  contextManager: new EmitterContextManager(),
  resource: podResource(process.env),
  resourceDetectors: [envDetector],
  metricReaders: [],
  logRecordProcessors: [],
}).start();
letNextShareServerSpans();
loadExpress(process.cwd());

function letNextShareServerSpans(): void {
  const proxy = trace.getTracerProvider() as ReturnType<typeof trace.getTracerProvider> & {
    getDelegate?(): ReturnType<typeof trace.getTracerProvider>;
    setDelegate?(delegate: ReturnType<typeof trace.getTracerProvider>): void;
  };
  if (proxy.getDelegate && proxy.setDelegate) proxy.setDelegate(new NextTracerProvider(proxy.getDelegate()));
}

/**
 * Loads Express once through `require`, which the instrumentation watches; an `import` of it later gets this same
 * module. The alternative, OpenTelemetry's hook for ES modules, costs a second at start.
 */
function loadExpress(folder: string): void {
  const manifest = path.join(folder, 'package.json');
  try {
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (dependencies.express) createRequire(manifest)('express');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
