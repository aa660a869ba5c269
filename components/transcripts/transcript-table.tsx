import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { Highlight } from '@/components/chat/highlight';
import { visitorName } from '@/components/chat/visitor-name';
import { Badge } from '@/components/ui/badge';
import { formatCount, formatDuration, formatMoney } from '@/components/ui/format';
import { TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { TranscriptRow } from '@/lib/conversations/schema';

type Props = {
  rows: TranscriptRow[];
  now: number;
  /** The search words, to mark them and to carry them into the transcript. */
  words: string[];
  query: string | null;
};

/** First token from here on is worth a second look, milliseconds. */
const SLOW_MS = 1000;

/** Conversations, one a row; the whole row is the link. */
export function TranscriptTable({ rows, now, words, query }: Props) {
  const suffix = query ? `?q=${encodeURIComponent(query)}` : '';
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <TableHead className="bg-bg shadow-[inset_0_-1px_0_var(--c-line)]">
        <tr>
          <TableHeader className="w-40 pl-4 max-lg:w-32 max-md:hidden md:pl-6">Visitor</TableHeader>
          <TableHeader className="max-md:pl-4">Conversation</TableHeader>
          <TableHeader className="w-32 max-lg:hidden">State</TableHeader>
          <TableHeader className="w-16 text-right max-md:hidden">Lead</TableHeader>
          <TableHeader className="w-24 text-right max-lg:hidden">Messages</TableHeader>
          <TableHeader className="w-24 text-right max-md:w-20">First token</TableHeader>
          <TableHeader className="w-22 text-right max-md:hidden">Cost</TableHeader>
          <TableHeader className="w-34 pr-4 text-right max-md:w-20 md:pr-6">
            Last<span className="max-md:hidden"> message</span>
          </TableHeader>
        </tr>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <TableRow key={row.id} className="relative hover:bg-hover has-focus-visible:bg-hover">
            <TableCell className="truncate pl-4 max-md:hidden md:pl-6">
              {visitorName(row.visitorName, row.id)}
            </TableCell>
            <TableCell className="max-md:pl-4">
              <span className="flex items-center gap-2">
                <Link
                  href={`/transcripts/${row.id}${suffix}`}
                  prefetch={false}
                  className="max-w-full truncate text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                >
                  <Highlight text={row.title || 'No message yet'} words={words} />
                </Link>
                {row.match && !includesAny(row.title, words) ? (
                  <span className="min-w-0 flex-1 truncate text-ink-3 text-[13px]">
                    <Highlight text={`… ${row.match}`} words={words} />
                  </span>
                ) : null}
                {row.failed ? (
                  <Badge tone="bad" className="shrink-0">
                    Failed
                  </Badge>
                ) : null}
              </span>
            </TableCell>
            <TableCell className="truncate text-ink-2 max-lg:hidden">
              {row.status === 'closed' ? 'Closed' : row.handler === 'agent' ? 'With a person' : 'Open'}
            </TableCell>
            <TableCell className="text-right max-md:hidden">{row.leadScore ?? <Nothing />}</TableCell>
            <TableCell className="text-right text-ink-2 max-lg:hidden">{formatCount(row.messageCount)}</TableCell>
            <TableCell className="whitespace-nowrap text-right">
              {row.firstTokenMs === null ? (
                <Nothing />
              ) : (
                <span className={row.firstTokenMs >= SLOW_MS ? 'font-medium text-warn' : undefined}>
                  {formatDuration(row.firstTokenMs)}
                </span>
              )}
            </TableCell>
            <TableCell className="text-right text-ink-2 max-md:hidden">{formatMoney(row.costMicros)}</TableCell>
            <TableCell className="whitespace-nowrap pr-4 text-right text-ink-3 md:pr-6">
              <Ago at={row.lastMessageAt} now={now} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </table>
  );
}

const includesAny = (text: string, words: string[]): boolean =>
  words.some((word) => text.toLowerCase().includes(word.toLowerCase()));

const Nothing = () => (
  <span className="text-ink-3">
    <span aria-hidden>–</span>
    <span className="sr-only">None</span>
  </span>
);
