import {
  CATALOGUE,
  type Effect,
  type FindingCode,
  findingTitle,
} from '../packages/istio/src/findings/catalogue.ts';
import { type Message, message } from '../packages/istio/src/findings/message.ts';

/** What docs/findings.md has between these lines is written from the catalogue. */
const BEGIN = '<!-- From the catalogue: packages/istio/src/findings/catalogue -->';
const END = '<!-- End of the catalogue -->';

const WIDTH = 120;

/** The parts of the page, by the beginning of their codes. */
const PARTS: readonly (readonly [prefix: string, heading: string])[] = [
  ['IST', 'From Istio'],
  ['LAB00', 'What the lab does not support'],
  ['LAB01', 'Files that cannot be read'],
  ['LAB02', 'Workloads that cannot run here'],
  ['LAB03', 'Valid, but not what it seems'],
];

/** What docs/findings.md says of an effect; of its table the first part. */
const EFFECTS: Readonly<Record<Effect, string>> = {
  'nothing-applied': 'nothing applied',
  refused: 'refused by admission',
  'not-started': 'not started here',
  'in-effect': 'in effect',
};

const CODES = Object.keys(CATALOGUE) as FindingCode[];

/** docs/findings.md with what is written from the catalogue as the catalogue has it. */
export function findingsPage(page: string): string {
  const [before, rest = ''] = page.split(`${BEGIN}\n`, 2);
  const after = rest.slice(rest.indexOf(END));
  const parts = PARTS.map(([prefix, heading]) => {
    const codes = CODES.filter((code) => code.startsWith(prefix));
    return `## ${heading}\n\n${codes.map(section).join('\n')}`;
  });
  return `${before}${BEGIN}\n\n${table()}\n${parts.join('\n')}\n${after}`;
}

function table(): string {
  const rows = CODES.map((code) => {
    const title = findingTitle(code);
    return `| [${code}](#${anchor(title)}) | ${CATALOGUE[code].name} | ${severities(code).join(', ')} | ${EFFECTS[CATALOGUE[code].effect]} |`;
  });
  return `## Codes\n\n| Code | Name | Severity | Effect |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function section(code: FindingCode): string {
  const { meaning, remedy } = CATALOGUE[code];
  const [first, ...others] = severities(code);
  const more = others.length > 0 ? `, for some messages ${others.join(', ')}` : '';
  const link = code.startsWith('IST')
    ? ` · [Istio on ${code}](https://istio.io/latest/docs/reference/config/analysis/${code.toLowerCase()}/)`
    : '';
  const { severity, text } = sample(code);
  return [
    `### ${findingTitle(code)}`,
    `**${first}**${more} · ${EFFECTS[CATALOGUE[code].effect]}${link}`,
    wrap(meaning),
    `\`\`\`text\n${severity} ${code} ${text}\n\`\`\``,
    wrap(remedy),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** The code's own severity first, then those of messages that differ. */
function severities(code: FindingCode): string[] {
  const { severity, ...entry } = CATALOGUE[code];
  const others = 'severities' in entry ? Object.values(entry.severities ?? {}) : [];
  return [...new Set([severity, ...others])];
}

function sample(code: FindingCode): Message {
  const entry = CATALOGUE[code];
  const write = message as (key: string, ...args: readonly unknown[]) => Message;
  const [first, ...rest] = entry.sample as readonly unknown[];
  return 'messages' in entry ? write(`${code}.${first}`, ...rest) : write(code, ...entry.sample);
}

function wrap(text: string): string {
  return text.split('\n\n').map(wrapParagraph).join('\n\n');
}

function wrapParagraph(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line += line ? ` ${word}` : word;
  }
  return [...lines, line].join('\n');
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
