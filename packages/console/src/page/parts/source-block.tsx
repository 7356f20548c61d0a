import type { SourceLines } from '../../protocol.ts';

/** Lines of a file with their numbers; the one that is meant is marked. */
export function SourceBlock({ source }: { readonly source: SourceLines }) {
  const { file, first, lines, line } = source;
  const numbered = lines.map((text, index) => ({
    ...{ text, number: first + index, isMeant: first + index === line },
  }));
  return (
    <figure className="source">
      <figcaption>
        <code className="place">
          {file}:{line}
        </code>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>
        {numbered.map(({ text, number, isMeant }) => (
          <span key={number} className="line" data-meant={isMeant || undefined}>
            <span className="number">{`${isMeant ? '›' : ' '}${String(number).padStart(4)}`}</span>
            {`${text}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
