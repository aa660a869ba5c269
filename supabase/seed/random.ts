/** Chance that is the same each time: every conversation draws from a stream of its own, named by its key. */
export type Random = {
  /** 0 to 1, without 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A factor around 1 with a long tail upwards, as delays have. */
  jitter(spread: number): number;
  /** A random uuid (version 4). */
  uuid(): string;
  /** A time-ordered uuid (version 7) of that moment. */
  uuidAt(time: number): string;
};

export function randomOf(name: string): Random {
  let state = 2166136261;
  for (const character of name) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  const between = (low: number, high: number) => low + next() * (high - low);
  const variant = () => '89ab'[Math.floor(next() * 4)];
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    jitter: (spread) => Math.exp(spread * (next() + next() + next() - 1.5)),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${variant()}${hex(3)}-${hex(12)}`,
    uuidAt: (time) => {
      const stamp = Math.floor(time).toString(16).padStart(12, '0');
      return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(3)}-${variant()}${hex(3)}-${hex(12)}`;
    },
  };
}
