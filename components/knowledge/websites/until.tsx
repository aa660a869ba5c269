import { formatUntil } from './words';

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** A moment to come as people say it, with the exact one on hover. */
export function Until({ at, now }: { at: string; now: number }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${exact.format(date)} UTC`}>
      {formatUntil(date, new Date(now))}
    </time>
  );
}
