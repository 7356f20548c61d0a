import { readFile } from 'node:fs/promises';

export type Example = { readonly item: string; readonly label: string };

/** Reads `item,label` lines under a header. Throws for a line of another shape or an item that comes twice. */
export async function readDataSet(file: string): Promise<Example[]> {
  const [header, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  if (header !== 'item,label') throw new Error(`${file}:1: expected the header "item,label"`);
  const seen = new Set<string>();
  return lines.map((line, index) => {
    const [item, label, ...rest] = line.split(',');
    if (!item || !label || rest.length > 0) throw new Error(`${file}:${index + 2}: expected "item,label"`);
    if (seen.has(item)) throw new Error(`${file}:${index + 2}: "${item}" comes twice`);
    seen.add(item);
    return { item, label };
  });
}
