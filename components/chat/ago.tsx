import { formatAgo } from '@/components/ui/format';

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** A moment as people say it, with the exact one on hover. `now` comes from above, so that server and browser agree. */
export function Ago({ at, now, className }: { at: string; now: number; className?: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${exact.format(date)} UTC`} className={className}>
      {formatAgo(date, new Date(now))}
    </time>
  );
}
