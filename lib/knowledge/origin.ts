/** Where a source comes from, in words for people. */
export type Origin =
  | { type: 'pasted' }
  | { type: 'file'; name: string }
  | { type: 'website'; host: string; websiteId: string };

type Named = { externalId: string; url: string | null; websiteId: string | null };

/**
 * Reads where a source comes from out of what it is called: `pasted/…` was typed in, `upload/handbook/returns.md` is a
 * file, and `upload/questions.csv#17` an entry or a part of one. Files of an import keep their paths.
 */
export function originOf({ externalId, url, websiteId }: Named): Origin {
  if (websiteId) return { type: 'website', websiteId, host: hostOf(url) ?? hostOf(externalId) ?? 'a website' };
  if (externalId.startsWith('pasted/')) return { type: 'pasted' };
  return { type: 'file', name: externalId.replace(/^upload\//, '').replace(/(\.\w{2,8})#[^#]*$/, '$1') };
}

const hostOf = (address: string | null): string | null =>
  address !== null && URL.canParse(address) ? new URL(address).host : null;
