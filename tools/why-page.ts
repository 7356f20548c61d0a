import { CAUSES } from '../packages/evidence/src/catalogue.ts';

/** What docs/why.md has after this line is written from the catalogue. */
const BEGIN = '<!-- From the catalogue: packages/evidence/src/causes -->';

/** docs/why.md with the sections of the causes as the catalogue has them. */
export function whyPage(page: string): string {
  const [before] = page.split(`${BEGIN}\n`, 1);
  const rows = CAUSES.map(({ code, title }) => `| [${code}](#${code.toLowerCase()}) | ${title} |`);
  const table = `| Code | Cause |\n| --- | --- |\n${rows.join('\n')}\n`;
  const sections = CAUSES.map(({ code, title, meaning, evidence, fix }) =>
    [`## ${code}`, `${title}. ${meaning}`, `Evidence: ${evidence}`, `Usual fix: ${fix}`].join('\n\n'),
  );
  return `${before}${BEGIN}\n\n${table}\n${sections.join('\n\n')}\n`;
}
