import { LabError } from '@lab/errors';
import type { FileChange, Files } from '../file-change.ts';
import { serviceManifests } from './service-manifests.ts';
import { checkServiceName, servicesIn } from './service-name.ts';
import { servicePackage } from './service-package.ts';

export interface NewService {
  readonly name: string;
  /** Container and Service port. */
  readonly port: number;
  /** Services whose identity may call it. */
  readonly calledBy: readonly string[];
}

/**
 * What adding a service changes: its app, its manifests, a place in every component that treats all services
 * alike, its skaffold artifact and its entries in package-lock.json. Pure: writes nothing.
 *
 * @throws LabError NAME_INVALID, NAME_TAKEN, UNKNOWN_CALLER, TEMPLATE_CHANGED
 */
export function planService(files: Files, { name, port, calledBy }: NewService): FileChange[] {
  checkServiceName(name, files);
  const services = servicesIn(files);
  const unknown = calledBy.find((caller) => !services.includes(caller));
  if (unknown !== undefined) {
    const message = `there is no service "${unknown}" that could call "${name}"`;
    throw new LabError('UNKNOWN_CALLER', message, `The services are ${services.join(', ')}.`);
  }
  const callers = [...new Set(calledBy)];
  return [
    ...servicePackage(files, name, port),
    ...serviceManifests(files, { name, port, calledBy: callers }),
  ];
}
