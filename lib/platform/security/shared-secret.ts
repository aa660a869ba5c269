import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether the bearer token of a request is the secret. Takes as long for a token that is almost right as for one that is
 * not right at all.
 */
export function holdsSecret(headers: Headers, secret: string): boolean {
  const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(token), digest(secret));
}
