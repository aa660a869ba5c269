import type { Website } from '@/lib/knowledge/websites/schema';
import { progressInWords } from './words';

/** How far a running sync is: a bar of what is read of what is known so far, and the counts in words. */
export function Progress({ website }: { website: Website }) {
  const { read, waiting, state } = website;
  const share = state === 'queued' || read + waiting === 0 ? 0 : read / (read + waiting);
  return (
    <span className="grid min-w-0 gap-1">
      <span
        role="progressbar"
        aria-label="Pages read of those found so far"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="relative block h-1 w-full max-w-48 overflow-hidden rounded-full bg-hover"
      >
        <span
          className="absolute inset-y-0 start-0 rounded-full bg-accent transition-[width] duration-150"
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="text-[13px] text-ink-2">{progressInWords(website)}</span>
    </span>
  );
}
