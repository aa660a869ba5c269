import 'server-only';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { shared } from '@/lib/platform/shared';

const AUDIENCE = 'halfsecond:visitor';
const LIFETIME_SECONDS = 90 * 24 * 3600;

const secret = () => shared('visitor-token.secret', () => new TextEncoder().encode(env().HALFSECOND_SECRET));

type Claims = { companyId: string; visitorId: string; expiresAt: number };

/** Tokens checked before: the signature of a returning visitor is verified once, their expiry every time. */
const verified = () => shared('visitor-token.verified', () => new LRUCache<string, Claims>({ max: 20_000 }));

/** A signed token that says which visitor of which company the bearer is. Good for 90 days. */
export async function signVisitorToken(companyId: string, visitorId: string): Promise<string> {
  return new SignJWT({ cid: companyId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(visitorId)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(secret());
}

/**
 * @returns the visitor's id
 * @throws AppError `unauthenticated` for a token that is forged, expired, or another company's
 */
export async function verifyVisitorToken(token: string, companyId: string): Promise<string> {
  let claims = verified().get(token);
  if (!claims) {
    try {
      const { payload } = await jwtVerify(token, secret(), { audience: AUDIENCE, algorithms: ['HS256'] });
      claims = { companyId: String(payload.cid), visitorId: String(payload.sub), expiresAt: Number(payload.exp) };
      verified().set(token, claims);
    } catch (cause) {
      throw new AppError('unauthenticated', 'This visitor token is not valid. Leave it out to get a new one.', {
        cause,
      });
    }
  }
  if (claims.companyId !== companyId || claims.expiresAt * 1000 < Date.now()) {
    throw new AppError('unauthenticated', 'This visitor token is not valid. Leave it out to get a new one.');
  }
  return claims.visitorId;
}
