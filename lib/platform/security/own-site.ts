/**
 * Whether a request may rest on the browser's cookies: it comes from a page of this site, or from no browser at all.
 * SameSite cookies stay at home for other sites, but not for other hosts of the same site.
 */
export function fromOwnSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  // Browsers leave that header out over plain HTTP; they send the origin with everything that changes something.
  const origin = headers.get('origin');
  if (origin === null) return true;
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return URL.canParse(origin) && new URL(origin).host === host;
}
