import type { Fault } from '../../model/http-route.ts';
import { formatDuration } from '../duration.ts';
import { fractionalPercent } from '../percentage.ts';
import type { HTTPFault, Typed } from '../types.ts';

/** Istio's HTTPFaultInjection as the fault filter's settings for one route (envoy HTTPFault). */
export function faultConfig({
  delay,
  abort,
}: Fault): Typed<'envoy.extensions.filters.http.fault.v3.HTTPFault'> {
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
    ...(delay && {
      delay: {
        fixedDelay: formatDuration(delay.fixedDelay),
        percentage: fractionalPercent(delay.percentage),
      },
    }),
    abort: abort ? faultAbort(abort) : undefined,
  };
}

function faultAbort({ percentage, ...status }: NonNullable<Fault['abort']>): HTTPFault['abort'] {
  return { ...status, ...(percentage && { percentage: fractionalPercent(percentage) }) };
}
