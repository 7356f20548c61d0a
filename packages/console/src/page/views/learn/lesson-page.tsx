import { type Block, type Inline, readMarkdown } from './markdown.ts';

/** A part of the page of a lesson. */
export function LessonPage({ text }: { readonly text: string }) {
  return (
    <div className="lesson-page">
      {readMarkdown(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page does not change, and the place of a block is what it is
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  if (block.kind === 'paragraph') {
    return (
      <p>
        <Line parts={block.parts} />
      </p>
    );
  }
  if (block.kind === 'code') {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      <pre className="code" tabIndex={0}>
        {block.text}
      </pre>
    );
  }
  if (block.kind === 'table') return <TableView rows={block.rows} />;
  const Tag = block.isOrdered ? 'ol' : 'ul';
  return (
    <Tag className="texts">
      {block.items.map((parts) => (
        <li key={JSON.stringify(parts)}>
          <Line parts={parts} />
        </li>
      ))}
    </Tag>
  );
}

function TableView({
  rows: [head = [], ...rows],
}: {
  readonly rows: readonly (readonly (readonly Inline[])[])[];
}) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((parts) => (
            <th key={JSON.stringify(parts)} scope="col">
              <Line parts={parts} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={JSON.stringify(row)}>
            {row.map((parts, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              <td key={index}>
                <Line parts={parts} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Line({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a page does not change, and the place of a part is what it is
    <InlineView key={index} part={part} />
  ));
}

/** A link to a page of the repository cannot be followed here: its path is named. */
function InlineView({ part }: { readonly part: Inline }) {
  if (part.kind === 'code') return <code>{part.text}</code>;
  if (part.kind === 'strong') return <strong>{part.text}</strong>;
  if (part.kind === 'emphasis') return <em>{part.text}</em>;
  if (part.kind !== 'link') return part.text;
  if (/^https?:/.test(part.href)) {
    return (
      <a href={part.href} rel="noreferrer">
        {part.text}
      </a>
    );
  }
  return (
    <>
      {part.text} (<code>{part.href}</code>)
    </>
  );
}
