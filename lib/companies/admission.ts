import 'server-only';
import { corsHeaders } from '@/lib/platform/cors';
import { AppError } from '@/lib/platform/errors';
import { limits } from '@/lib/platform/limits/current';
import { type LimitDecision, POLICIES, type PolicyName } from '@/lib/platform/limits/limits';
import { problemResponse } from '@/lib/platform/problem';
import { clientAddress } from '@/lib/platform/security/client-address';
import { fromOwnSite } from '@/lib/platform/security/own-site';
import { type Cookie, requestDb } from '@/lib/platform/supabase/request';
import { findApiKey, findWidgetKey, isKeyCached } from './keys';
import { findMembership } from './session';
import { countUsage } from './usage';

/** Who calls the API: nobody we know, or on behalf of which company and against which of its limits. */
type Caller = { companyId: string; hourlyLimit: number; policy: 'company' | 'team' } | null;

/** Either the request may go on, with headers for its answer, or this is the answer. */
export type Admission = { headers: Record<string, string>; refusal?: undefined } | { refusal: Response };

/** Answered to anyone and counted for nobody; the widget's look is read on every page view of a host's website. */
const UNCOUNTED = new Set(['/api/health', '/api/widget/config']);

/**
 * The gate of the API: who is calling, and may they. With a known key in memory and limits counted in memory it waits
 * for nothing.
 * @param path path of the request
 * @param cookies the browser's cookies, read only when there is no key
 * @param requestId goes into the problem's `instance`
 */
export async function admit(
  request: Request,
  path: string,
  cookies: () => Cookie[],
  requestId: string,
): Promise<Admission> {
  if (request.method === 'OPTIONS') return { headers: {} };
  try {
    const caller = await findCaller(request.headers, cookies);
    if (!caller || UNCOUNTED.has(path)) return { headers: {} };
    const { policy, companyId, hourlyLimit } = caller;
    if (policy === 'team' && request.method !== 'GET' && !fromOwnSite(request.headers)) {
      throw new AppError('forbidden', 'This request comes from another website.');
    }
    const limit = policy === 'team' ? Math.max(hourlyLimit, POLICIES.team.limit) : hourlyLimit;
    const decision = await limits().take(policy, companyId, limit);
    // A team's own clicks are no use of the product: nobody is billed for them.
    if (policy === 'company') countUsage(companyId, decision.allowed ? 'requests' : 'refused');
    if (decision.allowed) return { headers: limitHeaders(policy, decision) };
    return { refusal: refuse(request, requestId, limitError(policy, decision), limitHeaders(policy, decision)) };
  } catch (error) {
    return { refusal: refuse(request, requestId, error) };
  }
}

/** @throws AppError `unauthenticated` for a key that opens nothing, `rate-limited` for too many unknown keys */
async function findCaller(headers: Headers, cookies: () => Cookie[]): Promise<Caller> {
  const widgetKey = headers.get('x-widget-key');
  const bearer = /^Bearer (hs_.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
  const apiKey = widgetKey === null ? bearer : null;
  const key = widgetKey ?? apiKey;
  if (key === null) {
    const jar = cookies();
    const member = jar.length > 0 ? await findMembership(requestDb(jar).db) : null;
    return member && { companyId: member.companyId, hourlyLimit: member.hourlyLimit, policy: 'team' };
  }
  if (!isKeyCached(key)) await slowDownGuessing(headers);
  const holder = widgetKey !== null ? await findWidgetKey(key) : await findApiKey(key);
  if (holder) return { companyId: holder.companyId, hourlyLimit: holder.hourlyLimit, policy: 'company' };
  throw new AppError(
    'unauthenticated',
    widgetKey !== null
      ? 'This widget key is not known. Copy it from Settings, Widget.'
      : 'This API key is not known or was revoked.',
  );
}

async function slowDownGuessing(headers: Headers): Promise<void> {
  const { allowed, retryAfterSeconds } = await limits().take('keyLookup', clientAddress(headers));
  if (allowed) return;
  throw new AppError(
    'rate-limited',
    `Too many unknown keys from your address. Try again in ${inWords(retryAfterSeconds)}.`,
    {
      retryAfterSeconds,
    },
  );
}

function limitError(policy: 'company' | 'team', { limit, retryAfterSeconds }: LimitDecision): AppError {
  const who = policy === 'company' ? 'This company' : "This company's team";
  const count = new Intl.NumberFormat('en').format(limit);
  const requests = limit === 1 ? 'its 1 request' : `its ${count} requests`;
  return new AppError(
    'rate-limited',
    `${who} has used ${requests} for this hour. It frees up in ${inWords(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}

/** `40 s` or `12 min`, rounded up: whoever waits that long does not come too early. */
export const inWords = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);

/** The fields of draft-ietf-httpapi-ratelimit-headers. */
export function limitHeaders(policy: PolicyName, decision: LimitDecision): Record<string, string> {
  const { title, windowSeconds } = POLICIES[policy];
  const seconds = decision.allowed ? decision.resetSeconds : decision.retryAfterSeconds;
  return {
    'ratelimit-policy': `"${title}";q=${decision.limit};w=${windowSeconds}`,
    ratelimit: `"${title}";r=${decision.remaining};t=${seconds}`,
  };
}

function refuse(request: Request, requestId: string, error: unknown, headers: Record<string, string> = {}): Response {
  return problemResponse(error, requestId, { ...headers, ...corsHeaders(request) });
}
