import { type NextRequest, NextResponse } from 'next/server';
import { admit } from '@/lib/companies/admission';
import { RECEIVED_AT_HEADER, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { isSessionCookie, refreshSession } from '@/lib/companies/session';
import { corsHeaders } from '@/lib/platform/cors';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { newId } from '@/lib/platform/ids';
import { problemResponse } from '@/lib/platform/problem';
import { contentSecurityPolicy } from '@/lib/platform/security/csp';
import { isDecodable } from '@/lib/platform/security/decodable-path';
import { INTERNAL_PREFIX, PAGE_PATH_HEADER } from '@/lib/platform/security/page-headers';
import type { CookieChange } from '@/lib/platform/supabase/request';

export const config = { runtime: 'nodejs', matcher: ['/((?!_next/|widget.js|favicon.ico|icon.svg).*)'] };

/** The first thing every request meets: who is calling, may they, and what the browser may do with the answer. */
export async function middleware(request: NextRequest): Promise<Response> {
  const receivedAt = performance.timeOrigin + performance.now();
  const requestId = newId();
  const { pathname, search } = request.nextUrl;
  const isApi = pathname.startsWith('/api/');
  if (!isDecodable(pathname)) {
    const error = new AppError('bad-request', 'The address holds a % that stands for no character.');
    return problemResponse(error, requestId, corsHeaders(request));
  }

  let changes: CookieChange[] = [];
  const sessionCookies = () => request.cookies.getAll().filter(isSessionCookie);
  const isVisitor = isApi && (request.headers.has('x-widget-key') || request.headers.has('authorization'));
  if (!isVisitor && request.headers.has('cookie')) {
    changes = await refreshSession(sessionCookies());
    for (const { name, value } of changes) request.cookies.set(name, value);
  }

  const headers = new Headers(request.headers);
  for (const name of request.headers.keys()) if (name.startsWith(INTERNAL_PREFIX)) headers.delete(name);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set(RECEIVED_AT_HEADER, String(receivedAt));

  const answer: Record<string, string> = { 'x-request-id': requestId };
  if (isApi) {
    const admission = await admit(request, pathname, sessionCookies, requestId);
    if (admission.refusal) return admission.refusal;
    Object.assign(answer, admission.headers);
  } else {
    const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
    const policy = contentSecurityPolicy(nonce, env().NODE_ENV === 'development');
    headers.set(PAGE_PATH_HEADER, `${pathname}${search}`);
    // Next reads the nonce from the policy in the request.
    headers.set('content-security-policy', policy);
    answer['content-security-policy'] = policy;
  }

  const response = NextResponse.next({ request: { headers }, headers: answer });
  const secure = request.headers.get('x-forwarded-proto') === 'https';
  for (const { name, value, options } of changes) response.cookies.set(name, value, { ...options, secure });
  return response;
}
