import type { SocketAddress } from '../addresses/socket-address.ts';
import type { ContainerPlan } from './plan-container.ts';
import { startupDeadlineMs, watchProbe } from './run-probe.ts';

export interface ProbeEvents {
  readonly onReady: (ready: boolean) => void;
  /** The process has to be replaced; `reason` in words. */
  readonly onUnhealthy: (reason: string) => void;
}

/**
 * Watches one run of a container as the kubelet does: the startup probe first and alone, then readiness and
 * liveness side by side. Without a readiness probe it is ready at once (Kubernetes documentation, "Liveness,
 * Readiness, and Startup Probes").
 *
 * @param resolve where the application listens for a container port
 * @returns a function that stops all of them
 */
export function watchContainer(
  plan: Pick<ContainerPlan, 'probes' | 'portNames'>,
  resolve: (containerPort: number) => SocketAddress,
  { onReady, onUnhealthy }: ProbeEvents,
): () => void {
  const stops: (() => void)[] = [];
  const byName = (port: number | string) =>
    resolve(typeof port === 'number' ? port : (plan.portNames[port] ?? 0));
  const { startup, readiness, liveness } = plan.probes;

  const watchRunning = () => {
    if (readiness) stops.push(watchProbe(readiness, byName, false, onReady));
    else onReady(true);
    if (!liveness) return;
    stops.push(
      watchProbe(liveness, byName, true, (alive) => alive || onUnhealthy('the liveness probe failed')),
    );
  };
  if (startup) {
    const late = setTimeout(() => onUnhealthy('the startup probe failed'), startupDeadlineMs(startup));
    const stopStartup = watchProbe(startup, byName, false, () => {
      clearTimeout(late);
      stopStartup();
      watchRunning();
    });
    stops.push(stopStartup, () => clearTimeout(late));
  } else watchRunning();
  return () => {
    for (const stop of stops) stop();
  };
}
