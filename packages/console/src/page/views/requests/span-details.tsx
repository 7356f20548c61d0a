import { Link } from '../../routing/link.tsx';
import { durationText } from '../../text/format.ts';
import type { SpanRow } from './span-rows.ts';
import { orderedAttributes, SOURCES, spanTitle } from './span-text.ts';

/** All attributes of the span that has the focus; those that say how it was steered come first. */
export function SpanDetails({ row: { span, offsetMicros } }: { readonly row: SpanRow }) {
  const { service, source, kind, pod, spanId, parentSpanId, durationMicros } = span;
  const facts: (readonly [string, string])[] = [
    ['reported by', `${SOURCES[source]}${pod ? ` of ${pod}` : ''}, ${kind}`],
    [
      'from, to',
      `${durationText(offsetMicros / 1_000)} to ${durationText((offsetMicros + durationMicros) / 1_000)}`,
    ],
    ['span', parentSpanId ? `${spanId}, parent ${parentSpanId}` : spanId],
  ];
  return (
    <section className="span-details" aria-label="Attributes of the span">
      <h3>
        {service} {spanTitle(span)}
      </h3>
      <dl>
        {[...facts, ...orderedAttributes(span)].map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{text}</code>
            </dd>
          </div>
        ))}
      </dl>
      {source !== 'app' && (
        <p>
          <Link to={{ view: 'configuration', rest: 'proxies', query: { pod: pod ?? '' } }}>
            Envoy configuration
          </Link>
        </p>
      )}
    </section>
  );
}
