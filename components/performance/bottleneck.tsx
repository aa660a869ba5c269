import { operationLook } from '@/components/receipt/operations';
import { cn } from '@/components/ui/cn';
import { formatDuration, formatShare } from '@/components/ui/format';
import type { Bottleneck as Finding } from '@/lib/performance/schema';

/** The operation that visitors wait for most, in a sentence, with the figures behind it. */
export function Bottleneck({ finding, before }: { finding: Finding | null; before: string }) {
  if (!finding)
    return <p className="text-ink-2">No answer has sent a token in this time, so nothing can be said yet.</p>;
  const { operation, slowMs, slowWaitMs, share, slowTurns, typicalMs, previousSlowMs } = finding;
  const look = operationLook(operation);
  return (
    <p className="max-w-[80ch] text-[15px] text-ink leading-6">
      <span className={cn('mr-2 inline-block size-2.5 rounded-full', look.dot)} />
      <strong className="font-semibold">{look.label}</strong> is the bottleneck: in the slowest{' '}
      {slowTurns === 1 ? 'answer' : `${slowTurns} answers`} it takes{' '}
      <b className="font-semibold">{formatDuration(slowMs)}</b> of the {formatDuration(slowWaitMs)} before the first
      token ({formatShare(share)}).{' '}
      <span className="text-ink-2">
        On average over all answers it takes {formatDuration(typicalMs)}.{' '}
        {previousSlowMs === null ? null : comparison(slowMs, previousSlowMs, before)}
      </span>
    </p>
  );
}

/** Changes below this share are noise. */
const NOTICEABLE = 0.1;

function comparison(now: number, previous: number, before: string): string {
  if (previous === 0 || Math.abs(now - previous) / previous < NOTICEABLE)
    return `In the slowest answers of ${before} it took about the same.`;
  const took = `In the slowest answers of ${before} it took ${formatDuration(previous)}`;
  if (now >= 2 * previous) return `${took}: now it takes ${(now / previous).toFixed(1)} times as long.`;
  const share = formatShare(Math.abs(now - previous) / previous);
  return `${took}: it is ${share} ${now > previous ? 'slower' : 'faster'} now.`;
}
