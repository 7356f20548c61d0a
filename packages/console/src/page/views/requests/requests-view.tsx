import { useAddress } from '../../routing/use-address.ts';
import { Comparison } from './comparison.tsx';
import { RequestDetails } from './request-details.tsx';
import { RequestList } from './request-list.tsx';
import './requests.css';

/** All requests, one of them, or two side by side. */
export function RequestsView() {
  const { rest, query } = useAddress();
  if (rest === '') return <RequestList />;
  return query.with === undefined ? (
    <RequestDetails id={rest} key={rest} />
  ) : (
    <Comparison ids={[rest, query.with]} />
  );
}
