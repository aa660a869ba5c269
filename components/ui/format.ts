/** Numbers as people read them. The same everywhere, so that a figure looks the same on every page. */

/** Milliseconds as `0.4 ms`, `340 ms`, `1.2 s` or `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0.05) return '0 ms';
  if (ms < 9.95) return `${trim(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** Micro-dollars as `$0`, `$0.0021`, `$0.34` or `$12.50`. */
export function formatMoney(micros: number): string {
  if (micros === 0) return '$0';
  const dollars = micros / 1_000_000;
  if (Math.abs(dollars) < 0.0001) return '< $0.0001';
  return `$${dollars.toFixed(Math.abs(dollars) < 0.1 ? 4 : 2)}`;
}

/** A count as `0`, `812`, `12.4k` or `3.1M`. */
export function formatCount(count: number): string {
  if (Math.abs(count) < 10_000) return new Intl.NumberFormat('en').format(count);
  if (Math.abs(count) < 999_950) return `${trim((count / 1000).toFixed(1))}k`;
  return `${trim((count / 1_000_000).toFixed(1))}M`;
}

/** A share from 0 to 1 as `0%`, `4.2%` or `86%`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 9.95 ? `${trim(percent.toFixed(1))}%` : `${Math.round(percent)}%`;
}

/** How long ago, as `now`, `5 min`, `3 h`, `2 d`, or the date when it is more than a week. */
export function formatAgo(date: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} d`;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    date,
  );
}

const trim = (digits: string): string => digits.replace(/\.0$/, '');
