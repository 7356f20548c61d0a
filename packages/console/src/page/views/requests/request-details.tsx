import type { Diagnosis } from '@lab/evidence';
import type { LogAnswer, RequestRow, TraceAnswer } from '../../../protocol.ts';
import { CopyText } from '../../parts/copy-text.tsx';
import { LackNote, useLack } from '../../parts/lack-note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Link } from '../../routing/link.tsx';
import { useAnswer } from '../../store/ask.ts';
import { useConsole, useServerTime } from '../../store/store.ts';
import { clockText, durationText } from '../../text/format.ts';
import { CausePanel } from './cause-panel.tsx';
import { LogLines } from './log-lines.tsx';
import { Routes } from './routes.tsx';
import { StatusMark } from './status-mark.tsx';
import { Waterfall } from './waterfall.tsx';

/** Milliseconds after a request in which its spans and log lines still come in. */
const ARRIVAL_MS = 10_000;

/** One request: why it failed, its spans, and what was logged of it. */
export function RequestDetails({ id }: { readonly id: string }) {
  const row = useConsole((state) => state.requests.find((one) => one.id === id));
  const isLate = (now: number) => row !== undefined && now - row.at < ARRIVAL_MS;
  const now = useServerTime(isLate(Date.now()));
  // Asked again every two seconds while more may come in.
  const since = isLate(now) ? Math.floor(now / 2_000) : 'settled';
  const trace = useAnswer<TraceAnswer | null>(`/api/traces/${encodeURIComponent(row?.traceId ?? id)}`, since);
  const why = useAnswer<Diagnosis | null>(
    row?.failed === false ? undefined : `/api/why?id=${encodeURIComponent(id)}`,
    since,
  );
  const logs = useAnswer<LogAnswer>(`/api/logs?id=${encodeURIComponent(id)}`, since);
  const lack = useLack('logs');
  const tree = trace?.ok ? trace.value : undefined;
  return (
    <>
      <Head id={id} row={row} />
      {why?.ok && why.value && <CausePanel diagnosis={why.value} />}
      {why?.ok === false && <ProblemNote problem={why.problem} />}
      <section className="panel" aria-labelledby="spans">
        <h2 id="spans">Spans</h2>
        {trace === undefined && <p className="empty">Reading the trace…</p>}
        {trace?.ok === false && <ProblemNote problem={trace.problem} />}
        {trace?.ok && (tree && tree.roots.length > 0 ? <Waterfall trace={tree} /> : <NoTrace />)}
      </section>
      {row && <Routes hops={row.hops} />}
      <section className="panel" aria-labelledby="logs">
        <h2 id="logs">Log lines</h2>
        {logs?.ok === false && <ProblemNote problem={logs.problem} />}
        {lack ? <LackNote lack={lack} /> : logs?.ok && <LogLines lines={logs.value.lines} />}
      </section>
    </>
  );
}

function NoTrace() {
  return (
    <p className="empty">This request has no trace: it was not sampled, or newer traces have replaced it.</p>
  );
}

function Head({ id, row }: { readonly id: string; readonly row: RequestRow | undefined }) {
  return (
    <header className="view-head">
      <div>
        <p>
          <Link to={{ view: 'requests' }}>All requests</Link>
        </p>
        <h1>{row ? `${row.method ?? 'Connection'} ${row.path ?? ''}` : 'Request'}</h1>
        <p className="facts">
          {row && (
            <>
              <StatusMark status={row.status} flags={row.flags} isFailed={row.failed} />
              <span>{durationText(row.durationMs)}</span>
              <span>{clockText(row.at)}</span>
              <span>
                host <code>{row.host}</code>
              </span>
              {row.route && (
                <span>
                  route <code>{row.route}</code>
                </span>
              )}
            </>
          )}
          <span>
            <code>{id}</code> <CopyText text={id} what="the ID" />
          </span>
        </p>
      </div>
      {row?.host && <Link to={{ view: 'explain', query: explainQuery(row) }}>Explain such a request</Link>}
    </header>
  );
}

function explainQuery({ host = '', path = '', method = '' }: RequestRow): Record<string, string> {
  return { url: `http://${host}${path}`, ...(method !== 'GET' && { method }) };
}
