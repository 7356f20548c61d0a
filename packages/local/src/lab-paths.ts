import { join } from 'node:path';
import { socketDir } from './run-state/socket-dir.ts';

/** Everything the lab writes is below `.lab/` of the project. */
export function labPaths(root: string) {
  const lab = join(root, '.lab');
  return {
    run: join(lab, 'run'),
    logs: join(lab, 'logs'),
    pods: join(lab, 'pods'),
    certificates: join(lab, 'certificates'),
    kustomize: join(lab, 'kustomize'),
  };
}

/** Path of the Unix socket at which the project's running lab answers. */
export function controlSocket(root: string): string {
  return join(socketDir(labPaths(root).run), 'control.sock');
}
