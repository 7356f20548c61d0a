import type { CauseSummary } from '@lab/mesh-client';
import { Icon } from '../../parts/icon.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { durationText } from '../../text/format.ts';
import type { SpanRow } from './span-rows.ts';
import { flagsOf, headerOf, isFailed, SOURCES, spanTitle, statusOf } from './span-text.ts';
import { StatusMark } from './status-mark.tsx';

interface Props {
  readonly row: SpanRow;
  readonly isOpen: boolean;
  readonly isFocused: boolean;
  /** Of the span where the request failed. */
  readonly causes: readonly CauseSummary[];
  onFocus(): void;
  onToggle(): void;
}

/** One span: who reported it, what it did, how it ended, and when it was. */
export function SpanLine({ row, isOpen, isFocused, causes, onFocus, onToggle }: Props) {
  const { id, level, hasChildren, span, bar } = row;
  const status = statusOf(span);
  const canary = headerOf(span, 'x-canary');
  return (
    <tr
      data-row={id}
      data-source={span.source}
      data-failed={isFailed(span)}
      tabIndex={isFocused ? 0 : -1}
      aria-level={level}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isFocused}
      onFocus={onFocus}
      onClick={(event) => event.currentTarget.focus()}
    >
      <td className="span-name">
        <span style={{ paddingLeft: `${(level - 1) * 0.8}rem` }}>
          <span className="twist" aria-hidden="true" onClick={hasChildren ? onToggle : undefined}>
            {hasChildren ? (isOpen ? '▾' : '▸') : ''}
          </span>
          <Icon name={span.source === 'app' ? 'application' : 'proxy'} /> <b>{span.service}</b>{' '}
          {span.version && <VersionMark version={span.version} />} {spanTitle(span)}{' '}
          <small>
            {SOURCES[span.source]}
            {span.version && ` ${span.version}`}
          </small>
          {canary !== undefined && <span className="badge">x-canary: {canary}</span>}
          <Marks row={row} />
        </span>
        {causes.map(({ code, sentence }) => (
          <span key={code} className="span-cause">
            <Icon name="failed" /> {sentence} <code>{code}</code>
          </span>
        ))}
      </td>
      <td>
        {status === undefined && !isFailed(span) ? (
          <small>–</small>
        ) : (
          <StatusMark status={status ?? 0} flags={flagsOf(span)} isFailed={isFailed(span)} />
        )}
      </td>
      <td className="number">{durationText(span.durationMicros / 1_000)}</td>
      <td className="when">
        <Bar bar={bar} source={span.source} isFailed={isFailed(span)} />
      </td>
    </tr>
  );
}

/** What does not fit in a trace. */
function Marks({ row: { isOrphan, isDuplicate, skewMicros } }: { readonly row: SpanRow }) {
  const texts = [
    ...(isOrphan ? ['orphan: nobody reported its parent'] : []),
    ...(isDuplicate ? ['another span has the same ID'] : []),
    ...(skewMicros > 0
      ? [`clock skew: it begins ${durationText(skewMicros / 1_000)} before its caller`]
      : []),
  ];
  return texts.map((text) => (
    <span key={text} className="span-mark">
      <Icon name="warning" /> {text}
    </span>
  ));
}

function Bar({
  bar: [start, end],
  source,
  isFailed: failed,
}: Pick<SpanRow, 'bar'> & { readonly source: string; readonly isFailed: boolean }) {
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" className="span-bar" aria-hidden="true">
      <rect
        x={start * 100}
        width={Math.max(0.4, (end - start) * 100)}
        y="1"
        height="8"
        data-source={source}
        data-failed={failed}
      />
    </svg>
  );
}
