/**
 * Cross-origin rules of the visitor's routes: the widget runs on the companies' own websites.
 *
 * The origin is echoed whatever it is. That opens nothing: no cookie is ever sent or read here, every call proves
 * itself by headers that a page has to know, and `contextFromVisitorRequest` refuses (403) an origin that the
 * widget key does not allow. A preflight carries no key, so it could not be decided by key anyway; and an answer
 * without these headers would reach the widget as "network error" instead of the sentence it holds.
 */
const ALLOWED_HEADERS = 'x-widget-key, authorization, content-type, accept, last-event-id';
const EXPOSED_HEADERS = 'x-visitor-token, retry-after, ratelimit, ratelimit-policy, server-timing';
/** Longest time that browsers remember a preflight (Chromium's own ceiling), in seconds. */
const PREFLIGHT_LIFETIME = '7200';

/** Headers to put on every answer of a visitor's route, errors included. */
export function corsHeaders(request: Request): Record<string, string> {
  const origin = request.headers.get('origin');
  if (!origin) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED_HEADERS,
    // The widget's host may isolate itself (COEP); it must still be able to read these answers.
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** The answer to a browser's OPTIONS question. A route exports it as `OPTIONS`. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(request),
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': PREFLIGHT_LIFETIME,
    },
  });
}
