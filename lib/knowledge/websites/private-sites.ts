import 'server-only';
import { env } from '@/lib/platform/env';

/**
 * Whether the operator lets a company read this address although it is in a private network. Entries of
 * HALFSECOND_PRIVATE_SITES are `host` (its ports 80 and 443) or `host:port`, for all companies or, as `slug=host:port`,
 * for one.
 */
export function isAllowedPrivate(url: URL, company: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return (env().HALFSECOND_PRIVATE_SITES ?? '')
    .toLowerCase()
    .split(',')
    .some((entry) => {
      const [, slug, host, named] = /^(?:([^=]+)=)?(.*?)(?::(\d+))?$/.exec(entry.trim()) ?? [];
      if (!host || host !== url.hostname || (slug !== undefined && slug !== company)) return false;
      return named === undefined ? port === '80' || port === '443' : Number(named) === Number(port);
    });
}
