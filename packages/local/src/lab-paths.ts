import { join, resolve } from 'node:path';
import { socketDir } from './run-state/socket-dir.ts';

/**
 * Where the lab writes: all of it below `.lab/` of the project, or below the folder that LAB_DIR names. Labs with
 * folders of their own run beside each other: the tests' lab leaves a person's own alone.
 */
export function labPaths(root: string, dir = process.env.LAB_DIR || '.lab') {
  const lab = resolve(root, dir);
  return {
    lab,
    run: join(lab, 'run'),
    logs: join(lab, 'logs'),
    pods: join(lab, 'pods'),
    certificates: join(lab, 'certificates'),
    kustomize: join(lab, 'kustomize'),
    /** For `./lab analyze`, which may run while a lab does. */
    analyze: join(lab, 'analyze'),
    /** For `./lab explain`, the same. */
    explain: join(lab, 'explain'),
    /** For `./lab diff`; a folder for each run, which ends with it. */
    diff: join(lab, 'diff'),
    /** For `./lab render` and `./lab chart`. */
    render: join(lab, 'render'),
    postRender: join(lab, 'post-render'),
    charts: join(lab, 'charts'),
  };
}

/** Path of the Unix socket at which the project's running lab answers, or that of the lab in the folder `dir`. */
export function controlSocket(root: string, dir?: string): string {
  return join(socketDir(labPaths(root, dir).run), 'control.sock');
}
