import { useState } from 'react';
import type { ExplainAnswer } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { Options } from '../../parts/options.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { go, useAddress } from '../../routing/use-address.ts';
import { type Answer, useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { edgeFacts, nodeFacts } from '../mesh/facts.ts';
import { MeshGraph } from '../mesh/mesh-graph.tsx';
import { mistakesText, readHeaders } from '../split/order.ts';
import { JourneyPath } from './journey-path.tsx';
import { markedEdges } from './marked-edges.ts';
import './explain.css';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** What would happen to a request, step by step, without sending it. */
export function ExplainView() {
  const { query } = useAddress();
  const mesh = useConsole((state) => state.mesh);
  const { url = '' } = query;
  const answer = useAnswer<ExplainAnswer>(url === '' ? undefined : `/api/explain?${questionOf(query)}`, mesh);
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Explain</h1>
          <p className="lead">
            What would happen to a request, step by step, according to the configuration of the proxies. No
            request is sent.
          </p>
        </div>
      </header>
      <QuestionForm query={query} />
      {url !== '' && <Explained answer={answer} />}
    </>
  );
}

function Explained({ answer }: { readonly answer: Answer<ExplainAnswer> | undefined }) {
  if (!answer) return <p className="empty">Reading the configuration of the proxies…</p>;
  if (!answer.ok) return <ProblemNote problem={answer.problem} />;
  const { explanation, text } = answer.value;
  return (
    <>
      <section className="panel" aria-labelledby="path">
        <h2 id="path">Path of the request</h2>
        <MarkedMesh hops={explanation.hops} />
        <JourneyPath hops={explanation.hops} />
      </section>
      <section className="panel" aria-labelledby="steps">
        <h2 id="steps">Step by step</h2>
        <Steps lines={text} />
      </section>
    </>
  );
}

/** The mesh, with the calls of the request. */
function MarkedMesh({ hops }: Pick<ExplainAnswer['explanation'], 'hops'>) {
  const mesh = useConsole((state) => state.mesh);
  const called = useConsole((state) => state.called);
  if (!mesh) return null;
  const nothing = { windows: [], counts: new Map(), called };
  return (
    <MeshGraph
      mesh={mesh}
      edges={edgeFacts(mesh, nothing, 0)}
      nodes={nodeFacts(mesh, nothing.counts)}
      selected={undefined}
      marked={markedEdges(mesh, hops)}
    />
  );
}

/** The words of `./lab explain`: a line that is not indented begins a step. */
function Steps({ lines }: { readonly lines: ExplainAnswer['text'] }) {
  const numbered = lines.map((line, number) => ({ ...line, number }));
  return (
    <div className="explain-steps">
      {numbered.map(({ number, text, isFailure }) => (
        <p key={number} data-depth={depthOf(text)} className={isFailure ? 'alarm' : undefined}>
          {isFailure && <Icon name="failed" />} {text.trim()}
        </p>
      ))}
    </div>
  );
}

/** 0 to 2: the CLI indents by three spaces, and then by two. */
function depthOf(text: string): number {
  return Math.min(2, Math.floor((text.length - text.trimStart().length) / 2));
}

function QuestionForm({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const application = useConsole((state) => state.hello?.application);
  const nodes = useConsole((state) => state.mesh?.nodes);
  const [form, setForm] = useState(() => formOf(query));
  const asked = JSON.stringify(query);
  const [shown, setShown] = useState(asked);
  // Another address, as by the back button. The form itself stays: what has the focus keeps it.
  if (asked !== shown) {
    setShown(asked);
    setForm(formOf(query));
  }
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      setForm({ ...form, [name]: target.value }),
  });
  const workloads = (nodes ?? []).flatMap(({ versions }) => versions.flatMap((version) => version.workloads));
  const { mistakes } = readHeaders(form.headers);
  return (
    <form
      className="panel order"
      onSubmit={(event) => {
        event.preventDefault();
        if (mistakes.length > 0) return;
        go({ view: 'explain', query: { ...form, method: form.method === 'GET' ? '' : form.method } });
      }}
    >
      <label>
        Method
        <select {...field('method')}>
          <Options texts={METHODS} chosen={form.method} />
        </select>
      </label>
      <label className="headers">
        URL
        <input
          {...field('url')}
          type="url"
          required
          placeholder={`${application ?? 'http://frontend.localhost'}/api/classify`}
        />
      </label>
      <label>
        Sent by
        <select {...field('from')}>
          <option value="">a client of the gateway</option>
          <option value="outside">a caller outside the mesh</option>
          <Options texts={workloads} chosen={form.from === 'outside' ? '' : form.from} />
        </select>
      </label>
      <label className="headers">
        Headers, one per line
        <textarea
          rows={1}
          {...field('headers')}
          placeholder="x-canary: true"
          aria-invalid={mistakes.length > 0}
          aria-describedby="explain-state"
        />
      </label>
      <label className="headers">
        Next calls, one URL per line
        <textarea rows={1} {...field('next')} placeholder="as seen in traces" />
      </label>
      <button type="submit" aria-disabled={mistakes.length > 0 || undefined}>
        Explain
      </button>
      <p role="status" id="explain-state">
        {mistakesText(mistakes)}
      </p>
    </form>
  );
}

/** What the fields say for an address. */
function formOf({ url = '', method = 'GET', from = '', headers = '', next = '' }: Record<string, string>) {
  return { url, method, from, headers, next };
}

function questionOf({
  url = '',
  method = '',
  from = '',
  headers = '',
  next = '',
}: Readonly<Record<string, string>>): string {
  const given = Object.entries(readHeaders(headers).headers).map(([name, value]) => [
    'header',
    `${name}:${value}`,
  ]);
  const urls = next.split('\n').flatMap((line) => (line.trim() === '' ? [] : [['next', line.trim()]]));
  return `${new URLSearchParams([
    ['url', url],
    ...(method === '' ? [] : [['method', method]]),
    ...(from === '' ? [] : [['from', from]]),
    ...given,
    ...urls,
  ])}`;
}
