import { CST, Lexer } from 'yaml';

/** Levels of lists and maps that are read. The parser and what follows it call themselves for each level. */
export const MOST_LEVELS = 200;

/** Offset of the first list or map in a YAML text that has too many around it; undefined where none has. */
export function tooDeepAt(text: string): number | undefined {
  return mayBeDeep(text) ? firstTooDeep(text) : undefined;
}

/** A level takes a bracket, or a column in front of an indicator: most texts have too few of both. */
function mayBeDeep(text: string): boolean {
  const brackets = text.match(/[[{]/g)?.length ?? 0;
  const columns = text.match(new RegExp(`(?:^|\\n)[ ?-]{${MOST_LEVELS},}`))
    ? MOST_LEVELS
    : widestIndent(text);
  return brackets + columns >= MOST_LEVELS;
}

function widestIndent(text: string): number {
  let widest = 0;
  for (const [indent] of text.matchAll(/(?<=^|\n)[ ?-]+/g)) widest = Math.max(widest, indent.length);
  return widest;
}

/** Follows the brackets and the indentation without building anything. */
function firstTooDeep(text: string): number | undefined {
  /** Columns at which the blocks around a place begin. */
  const blocks: number[] = [];
  let [brackets, key] = [0, -1];
  const openBlock = (column: number) => {
    while (blocks.length > 0 && (blocks.at(-1) ?? 0) >= column) blocks.pop();
    if (column >= 0) blocks.push(column);
  };
  for (const { type, offset, column } of tokensOf(text)) {
    if (type?.startsWith('flow-') && type.endsWith('-start')) brackets += 1;
    else if (type?.startsWith('flow-')) brackets = Math.max(0, brackets - 1);
    else if (type === 'map-value-ind' && brackets === 0) openBlock(key);
    else if (type === 'explicit-key-ind' && brackets === 0) openBlock(column);
    // A list may stand at the column of the key that it belongs to, and is within that map.
    else if (type === 'seq-item-ind' && brackets === 0) openBlock(column + 0.5);
    if (brackets + blocks.length > MOST_LEVELS) return offset;
    if (type === 'space') continue;
    if (!KEY.has(type)) key = -1;
    else if (key === -1) key = column;
  }
  return undefined;
}

/** What a key may begin with; its column is that of the map. */
const KEY = new Set<CST.TokenType | null>([
  'scalar',
  'alias',
  'anchor',
  'tag',
  'double-quoted-scalar',
  'single-quoted-scalar',
]);

interface Token {
  readonly type: CST.TokenType | null;
  readonly offset: number;
  readonly column: number;
}

function* tokensOf(text: string): Generator<Token> {
  let [offset, lineStart, isScalar] = [0, 0, false];
  for (const token of new Lexer().lex(text)) {
    const isMark = token === CST.DOCUMENT || token === CST.SCALAR || token === CST.FLOW_END;
    // The text of a scalar comes after its mark, and may look like any token.
    yield { type: isScalar ? 'scalar' : CST.tokenType(token), offset, column: offset - lineStart };
    isScalar = token === CST.SCALAR;
    if (isMark) continue;
    const newline = token.lastIndexOf('\n');
    if (newline !== -1) lineStart = offset + newline + 1;
    offset += token.length;
  }
}
