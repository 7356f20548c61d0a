import { go, useAddress, withQuery } from '../../routing/use-address.ts';

/** A field whose text is in the address, as `search`. */
export function SearchField({ label }: { readonly label: string }) {
  const address = useAddress();
  return (
    <search className="search-field">
      <label>
        {label}{' '}
        <input
          type="search"
          value={address.query.search ?? ''}
          onChange={({ target }) => go(withQuery(address, { search: target.value }), { replace: true })}
        />
      </label>
    </search>
  );
}

/** Whether a text has all words of a search, whatever their case. */
export function hasWords(text: string, search = ''): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
