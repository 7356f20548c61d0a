import { Icon } from '../../parts/icon.tsx';

interface Props {
  readonly status: number;
  readonly flags?: readonly string[];
  readonly isFailed: boolean;
}

/** A status with Envoy's response flags, marked where the request failed. */
export function StatusMark({ status, flags = [], isFailed }: Props) {
  return (
    <span className={isFailed ? 'alarm status' : 'status'}>
      {isFailed && <Icon name="failed" />} {status === 0 ? 'no answer' : status} {flags.join(' ')}
    </span>
  );
}
