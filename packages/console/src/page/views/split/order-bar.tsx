import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Options } from '../../parts/options.tsx';
import { loadText } from '../../parts/send-bar.tsx';
import { go, useAddress, withQuery } from '../../routing/use-address.ts';
import { send } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { mistakesText, type OrderForm, orderOf, readHeaders } from './order.ts';

const COUNTS = [1, 50, 1_000];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** Which requests to send, and how many. What the fields say is in the address. */
export function OrderBar({ form }: { readonly form: OrderForm }) {
  const address = useAddress();
  const load = useConsole((state) => state.load);
  const hello = useConsole((state) => state.hello);
  const [problem, setProblem] = useState('');
  const set = (name: keyof OrderForm, value: string) =>
    go(withQuery(address, { [name]: value }), { replace: true });
  const { mistakes } = readHeaders(form.headers);
  const isSending = load?.state === 'sending';
  // A mesh without the application of the project gets requests to `/` where no path is named.
  const path = form.path === '' && hello?.application === undefined ? '/' : form.path;
  const isOwn = path !== '';
  const isPossible = mistakes.length === 0 && hello !== undefined;

  async function order(count: number) {
    const answer = await send('/api/requests', orderOf({ ...form, path }, count));
    setProblem(answer.ok ? '' : [answer.problem.error, answer.problem.remedy].filter(Boolean).join(' '));
  }
  return (
    <form className="panel order" onSubmit={(event) => event.preventDefault()}>
      <label>
        Path
        <input
          value={form.path}
          onChange={(event) => set('path', event.target.value)}
          placeholder={hello?.application ? 'the application' : '/'}
          size={16}
        />
      </label>
      <label>
        Method
        <select value={form.method} onChange={(event) => set('method', event.target.value)} disabled={!isOwn}>
          <option value="">{isOwn ? 'GET' : 'POST'}</option>
          <Options texts={METHODS.slice(1)} chosen={form.method} />
        </select>
      </label>
      <label>
        Host
        <input
          value={form.host}
          onChange={(event) => set('host', event.target.value)}
          placeholder={hello?.hosts[0] ?? ''}
          disabled={!isOwn}
          size={18}
        />
      </label>
      <label className="headers">
        Headers, one per line
        <textarea
          rows={1}
          value={form.headers}
          onChange={(event) => set('headers', event.target.value)}
          placeholder="x-user: alice"
          aria-invalid={mistakes.length > 0}
          aria-describedby="order-state"
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={form.canary === 'true'}
          onChange={(event) => set('canary', event.target.checked ? 'true' : '')}
        />{' '}
        with <code>x-canary: true</code>
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a second frame */}
      <div role="group" aria-label="Send requests through the gateway" className="counts">
        <span>Send</span>
        {COUNTS.map((count) => (
          <Button key={count} isOff={isSending || !isPossible} onClick={() => order(count)}>
            {count.toLocaleString('en')}
            <span className="visually-hidden"> {count === 1 ? 'request' : 'requests'}</span>
          </Button>
        ))}
      </div>
      <p role="status" id="order-state">
        {mistakesText(mistakes) || problem || (load && loadText(load))}
      </p>
    </form>
  );
}
