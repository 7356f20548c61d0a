import type { FromStandIns, ToStandIns } from './messages.ts';
import { type HttpServers, httpServers } from './serve-http.ts';
import { type ServedPod, servePod } from './serve-pod.ts';

// One process for the stand-ins of a lab. What it does it is told over the channel to the lab, and it ends with it.

const servers: HttpServers = httpServers();
const pods = new Map<string, Promise<ServedPod | undefined>>();

function tell(message: FromStandIns): void {
  process.send?.(message, undefined, undefined, () => {});
}

async function start(pod: Extract<ToStandIns, { type: 'start' }>['pod']): Promise<ServedPod | undefined> {
  try {
    const served = await servePod(pod, servers);
    tell({ type: 'started', id: pod.id });
    return served;
  } catch (error) {
    tell({ type: 'problem', id: pod.id, problem: (error as Error).message });
    return undefined;
  }
}

async function stop(id: string): Promise<void> {
  const served = pods.get(id);
  pods.delete(id);
  await (await served)?.close();
  tell({ type: 'stopped', id });
}

process.on('message', (message: ToStandIns) => {
  if (message.type === 'start') pods.set(message.pod.id, start(message.pod));
  else void stop(message.id);
});
process.on('disconnect', () => process.exit(0));
