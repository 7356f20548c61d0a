import { isSecret } from '@lab/istio';
import { type RequestReport, withoutSecrets } from '@lab/mesh-client';

/** A report without the values of cookies and tokens in the answer that it shows. */
export function withoutHeaderSecrets(report: RequestReport): RequestReport {
  const { last } = report;
  if (!last) return report;
  const headers = Object.entries(last.headers).map(([name, value]) => [name, isSecret(name) ? '…' : value]);
  const body = last.body.split('\n').map(withoutSecrets).join('\n');
  return { ...report, last: { ...last, headers: Object.fromEntries(headers), body } };
}
