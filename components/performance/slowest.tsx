import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { formatDuration } from '@/components/ui/format';
import type { Report } from '@/lib/performance/schema';

/** The answers that people waited for longest, each leading to its transcript. */
export function SlowestTurns({ turns, now }: { turns: Report['slowestTurns']; now: number }) {
  return (
    <ul>
      {turns.map((turn) => (
        <li key={turn.turnId} className="border-line border-b last:border-b-0">
          <Link
            href={`/transcripts/${turn.sessionId}#message-${turn.turnId}`}
            prefetch={false}
            className="-mx-2 flex h-10 items-center gap-3 rounded-control px-2 transition-colors duration-150 hover:bg-hover"
          >
            <span className="w-14 shrink-0 text-right font-medium">{formatDuration(turn.firstTokenMs)}</span>
            <span className="min-w-0 flex-1 truncate text-ink-2">{turn.question ?? 'The question was deleted'}</span>
            <span className="shrink-0 text-ink-3 text-xs max-sm:hidden">{turn.model ?? turn.plan}</span>
            <Ago
              at={turn.createdAt}
              now={now}
              className="w-20 shrink-0 whitespace-nowrap text-right text-ink-3 text-xs"
            />
          </Link>
        </li>
      ))}
    </ul>
  );
}
