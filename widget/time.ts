const MINUTE = 60_000;

/**
 * When something was said, as people say it: "Just now", "4 min ago", "10:42", "3 Nov, 10:42".
 * @param then milliseconds since 1970
 * @param locale for the clock and the month; left out, the reader's own
 */
export function humanTime(then: number, now: number, locale?: string): string {
  const minutes = Math.floor((now - then) / MINUTE);
  if (minutes < 1) return 'Just now';
  if (minutes < 60) return `${minutes} min ago`;
  const today = new Date(now).setHours(0, 0, 0, 0) <= then;
  const day: Intl.DateTimeFormatOptions = today ? {} : { day: 'numeric', month: 'short' };
  return new Date(then).toLocaleString(locale, { ...day, hour: 'numeric', minute: '2-digit' });
}

/** Time left until a retry: "4 s", "12 min". Never "0 s". */
export function humanWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** How long an answer took: "340 ms", "1.2 s". */
export const humanDuration = (ms: number): string => (ms < 1000 ? `${ms.toFixed()} ms` : `${(ms / 1000).toFixed(1)} s`);
