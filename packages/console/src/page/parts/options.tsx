/** The choices of a select. What is chosen is among them, also where a link names something that there is not. */
export function Options({ texts, chosen }: { readonly texts: readonly string[]; readonly chosen: string }) {
  const all = chosen === '' || texts.includes(chosen) ? texts : [...texts, chosen];
  return all.map((text) => <option key={text}>{text}</option>);
}
