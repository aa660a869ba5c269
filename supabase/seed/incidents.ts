/** What went wrong in the demo's month, so that the performance page has something to tell. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A stretch of a day: how many calendar days (UTC) before the demo's present, and from which hour to which. */
export type Incident = { daysAgo: number; from: number; to: number };

/** The demo's present, in milliseconds since 1970, tells on which days. */
export function incidentsOf(anchor: number): Record<'slowSearch' | 'costlyModel' | 'providerOutage', Incident> {
  // A busy day, not a Sunday.
  const slow = [5, 6, 7, 8, 9].find((daysAgo) => [2, 3, 4].includes(new Date(anchor - daysAgo * DAY_MS).getUTCDay()));
  return {
    slowSearch: { daysAgo: slow ?? 7, from: 17, to: 22 },
    costlyModel: { daysAgo: 10, from: 0, to: 24 },
    providerOutage: { daysAgo: 16, from: 0, to: 24 },
  };
}

export function happens({ daysAgo, from, to }: Incident, at: number, anchor: number): boolean {
  const hour = Math.floor((at % DAY_MS) / HOUR_MS);
  return Math.floor(anchor / DAY_MS) - Math.floor(at / DAY_MS) === daysAgo && hour >= from && hour < to;
}
