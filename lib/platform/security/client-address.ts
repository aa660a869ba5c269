/**
 * The address that a request came from, as the nearest proxy saw it. Entries to the left of the last one are what the
 * client claims about itself, and count for nothing.
 * @returns the address, or `unknown`
 */
export function clientAddress(headers: Headers): string {
  const forwarded = headers.get('x-forwarded-for');
  return forwarded?.slice(forwarded.lastIndexOf(',') + 1).trim() || 'unknown';
}
