/** When the demo's conversations were: a month with weekdays, office hours and one expensive day. */
import { composeEveryday } from './everyday.ts';
import { incidentsOf } from './incidents.ts';
import { type Random, randomOf } from './random.ts';
import type { Dated } from './rows.ts';
import type { Script, Topic } from './scripts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const EVERYDAY = 196;
/** More people than usual wrote on the expensive day and on the slow afternoon. */
const RUSHES = { costlyModel: 16, slowSearch: 9 } as const;
/** One visitor who could not decide. */
const LONGEST_TOPICS = 17;
/** How busy each hour is (UTC): the visitors are in America, with a few in Europe. */
const HOURS = [4, 3, 2, 1, 1, 1, 1, 2, 3, 3, 2, 2, 3, 5, 8, 10, 11, 11, 12, 12, 11, 9, 7, 5];

/** @param anchor the demo's present, in milliseconds since 1970; without topics only the scripts happen */
export function calendar(name: string, anchor: number, scripts: Script[], topics: Topic[]): Dated[] {
  const dated = scripts.map((script, index): Dated => {
    const key = `${name} script ${index}`;
    const endsAt =
      script.minutesAgo === null
        ? moment(randomOf(`${key} time`), anchor, script.daysAgo)
        : anchor - script.minutesAgo * MINUTE_MS;
    return { key, script, endsAt };
  });
  if (topics.length === 0) return dated;
  const incidents = incidentsOf(anchor);
  const add = (key: string, when: (random: Random) => number, length?: number) =>
    dated.push({
      key: `${name} ${key}`,
      script: composeEveryday(randomOf(`${name} ${key} words`), topics, length),
      endsAt: when(randomOf(`${name} ${key} time`)),
    });
  for (let index = 0; index < EVERYDAY; index++) {
    const longest = index === 0 ? LONGEST_TOPICS : undefined;
    add(`everyday ${index}`, (random) => moment(random, anchor, day(random, anchor)), longest);
  }
  for (const incident of ['costlyModel', 'slowSearch'] as const) {
    const { daysAgo, from, to } = incidents[incident];
    const midnight = Math.floor(anchor / DAY_MS) * DAY_MS - daysAgo * DAY_MS;
    for (let index = 0; index < RUSHES[incident]; index++) {
      add(`${incident} ${index}`, (random) => Math.round(midnight + random.between(from + 1, to) * HOUR_MS));
    }
  }
  return dated;
}

/** Days ago, 0 to 29; fewer at weekends, a few more each week. */
function day(random: Random, anchor: number): number {
  for (;;) {
    const daysAgo = random.whole(0, 29);
    const weekday = new Date(anchor - daysAgo * DAY_MS).getUTCDay();
    const busy = (weekday === 0 || weekday === 6 ? 0.5 : 1) * (1 - daysAgo * 0.012);
    if (random.chance(busy)) return daysAgo;
  }
}

/** A moment of that day, at least an hour ago. */
function moment(random: Random, anchor: number, daysAgo: number): number {
  const midnight = Math.floor(anchor / DAY_MS) * DAY_MS - daysAgo * DAY_MS;
  for (let tries = 0; tries < 100; tries++) {
    const hour = random.whole(0, 23);
    if (!random.chance((HOURS[hour] ?? 0) / 12)) continue;
    const at = midnight + hour * HOUR_MS + random.between(0, HOUR_MS);
    if (at < anchor - HOUR_MS) return Math.round(at);
  }
  return Math.round(anchor - random.between(1.1, 5) * HOUR_MS);
}
