import { message } from '../../findings/message.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { domainProblem, isDnsLabel } from './formats.ts';
import type { Report } from './report.ts';

/** Names of gateways as a VirtualService writes them: `mesh`, `NAME` or `NAMESPACE/NAME`. */
export function checkGatewayNames(names: readonly string[], path: FieldPath, report: Report): void {
  for (const [index, name] of names.entries()) {
    const at = [...path, index];
    const [namespace = '', gateway] = name.split('/', 2);
    if (gateway === undefined) {
      const [first, second] = name.split('.');
      if (second) report(at, message('IST0133.gatewayName', { name, successor: `${second}/${first}` }));
      report(at, domainProblem(name));
    } else if (!isDnsLabel(namespace) || !isDnsLabel(gateway)) {
      report(at, message('IST0106.gatewayName', { name }));
    }
  }
}
