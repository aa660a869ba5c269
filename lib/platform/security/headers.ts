/**
 * Security headers that are the same for every answer; next.config.js hands them to the server, so that they cost
 * nothing per request and cover static files too. The policy with a nonce is made per page view in `csp.ts`.
 */
const everywhere = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'strict-origin-when-cross-origin' },
  { key: 'permissions-policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
];

export const staticHeaders = [
  { source: '/:path*', headers: everywhere },
  {
    // Only where TLS ends in front of us: over plain HTTP the header means nothing and locks out local addresses.
    source: '/:path*',
    has: [{ type: 'header' as const, key: 'x-forwarded-proto', value: 'https' }],
    headers: [{ key: 'strict-transport-security', value: 'max-age=31536000; includeSubDomains' }],
  },
  {
    // Data, not pages: nothing in an answer may run, load or be framed.
    source: '/api/:path*',
    headers: [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }],
  },
  {
    // Any website loads it. An hour is short enough to roll out a fix and long enough to cost visitors nothing.
    source: '/widget.js',
    headers: [
      { key: 'cache-control', value: 'public, max-age=3600, stale-while-revalidate=86400' },
      { key: 'access-control-allow-origin', value: '*' },
      { key: 'cross-origin-resource-policy', value: 'cross-origin' },
    ],
  },
];
