/** A process of its own that takes from a limit: `take-limits.ts <url> <token> <subject> <limit> <requests>`. */
import { connectKv } from '../../lib/platform/kv/client';
import { createUpstashLimits } from '../../lib/platform/limits/upstash';

const [url = '', token = '', subject = '', limit = '', requests = ''] = process.argv.slice(2);
const limits = createUpstashLimits(connectKv(url, token), { storeTimeLimitMs: 10_000 });
const taken = await Promise.all(
  Array.from({ length: Number(requests) }, () => limits.take('company', subject, Number(limit))),
);
process.stdout.write(
  JSON.stringify({
    allowed: taken.filter((decision) => decision.allowed).length,
    sources: [...new Set(taken.map((decision) => decision.source))],
  }),
);
