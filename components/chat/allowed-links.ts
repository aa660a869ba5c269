/**
 * Where the links of an answer may lead. A page among the knowledge can make an assistant write any address, so only
 * hosts of the pages that an answer cites are followed; others are shown with their address, to be read and not clicked.
 */

const hostOf = (address: string): string | null => {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, username, password } = new URL(address);
  // A user name before the @ serves only to make one host look like another.
  return /^https?:$/.test(protocol) && !username && !password ? hostname.replace(/^www\./, '') : null;
};

/** The hosts of addresses; what is no web address has none. */
export const hostsOf = (addresses: readonly (string | null)[]): ReadonlySet<string> =>
  new Set(addresses.flatMap((address) => (address === null ? [] : (hostOf(address) ?? []))));

/**
 * What becomes of a link: followed, shown with its address, or shown as it was written.
 * @param hosts null where a person wrote the text
 */
export function judgeLink(href: string, hosts: ReadonlySet<string> | null): 'link' | 'address' | 'raw' {
  if (/^(?:mailto:|tel:)/i.test(href)) return 'link';
  if (!/^https?:/i.test(href)) return 'raw';
  if (hosts === null) return 'link';
  const host = hostOf(href);
  return host !== null && hosts.has(host) ? 'link' : 'address';
}
