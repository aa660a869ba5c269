/**
 * The content policy of a page view.
 * @param nonce random, new for each view; Next puts it on its own inline scripts
 * @param development React's error overlay needs `eval` there
 */
export function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    // Files of our own origin may run, inline code only with the nonce.
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    // Bars and charts set widths in style attributes, and dialogs lock the scroll by a style element.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
