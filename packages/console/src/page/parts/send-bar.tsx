import { useState } from 'react';
import type { LoadState } from '../../protocol.ts';
import { Link } from '../routing/link.tsx';
import { send } from '../store/ask.ts';
import { useConsole } from '../store/store.ts';
import { countText, percent } from '../text/format.ts';
import { Button } from './button.tsx';

const COUNTS = [1, 50, 1_000];

/** Sends requests to the application of the project, through the gateway. */
export function SendBar() {
  const load = useConsole((state) => state.load);
  const application = useConsole((state) => state.hello?.application);
  const isKnown = useConsole((state) => state.hello !== undefined);
  const [isCanary, setCanary] = useState(false);
  const [problem, setProblem] = useState('');
  const isSending = load?.state === 'sending';
  if (!isKnown) return null;
  if (application === undefined) return <Link to={{ view: 'split' }}>Send requests</Link>;

  async function order(requests: number) {
    const answer = await send('/api/requests', { kind: 'application', requests, canary: isCanary });
    setProblem(answer.ok ? '' : [answer.problem.error, answer.problem.remedy].filter(Boolean).join(' '));
  }
  return (
    <div className="send-bar">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div role="group" aria-label="Send requests through the gateway">
        <span>Send</span>
        {COUNTS.map((count) => (
          <Button key={count} isOff={isSending} onClick={() => order(count)}>
            {count.toLocaleString('en')}
            <span className="visually-hidden"> {count === 1 ? 'request' : 'requests'}</span>
          </Button>
        ))}
        <label>
          <input type="checkbox" checked={isCanary} onChange={(event) => setCanary(event.target.checked)} />{' '}
          with <code>x-canary</code>
        </label>
      </div>
      <p role="status">{problem || (load && loadText(load))}</p>
    </div>
  );
}

/** How far the last order has come. */
export function loadText({ state, sent, order, application, own, problem }: LoadState): string {
  if (problem) return [problem.error, problem.remedy].filter(Boolean).join(' ');
  if (state === 'sending')
    return `${sent.toLocaleString('en')} of ${countText(order.requests, 'request')} sent`;
  const report = application ?? own;
  if (!report) return `${countText(sent, 'request')} sent`;
  const failed = report.failures.reduce((sum, { count }) => sum + count, 0);
  const share = report.requests === 0 ? 0 : failed / report.requests;
  return `${report.answered.toLocaleString('en')} of ${countText(report.requests, 'request')} answered${failed > 0 ? `, ${percent(share)} failed` : ''}`;
}
