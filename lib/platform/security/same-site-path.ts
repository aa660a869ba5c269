/**
 * A path of this site that was given from outside (a form, a query), safe to redirect to.
 * @returns the path with its query, or `fallback` when the value would lead to another site or is no path
 */
export function sameSitePath(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return fallback;
  const base = 'http://same.site';
  // The parser sees what browsers see: `//host`, `/\host` and tabs in between all lead away.
  if (!URL.canParse(value, base)) return fallback;
  const url = new URL(value, base);
  // Dots that the parser resolves can leave a path that begins with `//`, and is a host again.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : fallback;
}
