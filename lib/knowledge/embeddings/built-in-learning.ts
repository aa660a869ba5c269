import { type BuiltInModel, directionsOf, MOST_DIMENSIONS, type Reading, read } from './built-in.ts';
import { featuresOf } from './built-in-features.ts';
import type { Lesson } from './built-in-lessons';

/** So many features are kept, the most frequent ones: three megabytes at 384 dimensions. */
const MOST_FEATURES = 8_192;
const EPOCHS = 8;
/** So many multiplications fit into the time of a job; a model of many sources goes through its sentences less often. */
const MOST_WORK = 3e9;
const RATE = 3;
/** Share of a sentence's features left out at random each time, so that no single one decides (Srivastava et al. 2014). */
const LEFT_OUT = 0.3;
/** Among more sources than this, a sentence is told from so many others, drawn anew each time. */
const OTHERS = 40;

/** Gives way to others when it is time to; called often, so it is a promise only then. */
export type Pause = () => Promise<void> | undefined;

/** Steps between two looks at the clock. */
const LOOK_EVERY = 64;

/**
 * Learns which source a sentence belongs to: multinomial logistic regression by stochastic gradient descent over what
 * `featuresOf` reads. Deterministic.
 * @param sourceIds the sources that the lessons' numbers stand for
 * @param isLate says that time is up: what was learned until then is kept if each sentence was seen once
 * @returns undefined where there are no two sources to tell apart, or no time for it
 */
export async function learn(
  sourceIds: readonly string[],
  lessons: readonly Lesson[],
  pause: Pause,
  isLate: () => boolean = () => false,
): Promise<BuiltInModel | undefined> {
  if (new Set(lessons.map(({ source }) => source)).size < 2) return undefined;
  const { places, rarities } = await vocabularyOf(lessons, pause);
  const readings: Reading[] = [];
  for (const { text } of lessons) {
    readings.push(read(text, places, rarities));
    const waiting = pause();
    if (waiting) await waiting;
  }
  const dimensions = Math.min(MOST_DIMENSIONS, sourceIds.length);
  const directions = directionsOf(sourceIds.length, dimensions);
  const state = startOf(sourceIds.length, dimensions, places.size, directions);
  const apart = directions ? OTHERS : 0;
  const work = readings.reduce((sum, { places }) => sum + 2 * (places.length + apart) * dimensions, 0);
  const epochs = Math.max(2, Math.min(EPOCHS, Math.floor(MOST_WORK / Math.max(1, work))));
  const steps = epochs * readings.length;
  const order = readings.map((_, index) => index);
  let right = 0;
  for (let step = 0; step < steps; step += 1) {
    if (step % readings.length === 0) shuffle(order, state.random);
    if (step % LOOK_EVERY === 0 && isLate()) {
      if (step < readings.length) return undefined;
      break;
    }
    const lesson = order[step % readings.length] ?? 0;
    const guessed = takeStep(state, readings[lesson], lessons[lesson]?.source ?? 0, RATE * (1 - step / steps));
    if (guessed && step >= readings.length / 2 && step < readings.length) right += 1;
    const waiting = pause();
    if (waiting) await waiting;
  }
  const trust = trustOf(right / Math.ceil(readings.length / 2));
  const kept = await rounded(state, pause);
  return { sourceIds: [...sourceIds], dimensions, trust, places, rarities, directions, ...kept };
}

/**
 * How far the search may trust a model: by the odds that it guesses a sentence right before it has seen it, which in lists
 * of questions are five to one, in long articles even. The factor was chosen on the tuning halves of both
 * (bench/eval-intents.ts, bench/eval-retrieval.ts).
 */
function trustOf(guessed: number): number {
  return Math.min(4, (0.6 * guessed) / Math.max(0.1, 1 - guessed));
}

/** Features that occur twice or more (single words once), the most frequent first, with their rarities. */
async function vocabularyOf(lessons: readonly Lesson[], pause: Pause) {
  const counts = new Map<number, number>();
  const words = new Set<number>();
  for (const { text } of lessons) {
    const features = featuresOf(text);
    for (const word of features.words) words.add(word);
    for (const kind of [features.words, features.neighbours, features.pieces]) {
      for (const hash of kind) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    const waiting = pause();
    if (waiting) await waiting;
  }
  // Sorting all of a large vocabulary would take long in one piece: only what is frequent enough to be kept is sorted.
  const byCount = new Map<number, number[]>();
  for (const [hash, count] of counts) {
    if (count > 1 || words.has(hash)) {
      const alike = byCount.get(count);
      if (alike) alike.push(hash);
      else byCount.set(count, [hash]);
    }
    const waiting = pause();
    if (waiting) await waiting;
  }
  const kept: [hash: number, count: number][] = [];
  for (const count of [...byCount.keys()].sort((a, b) => b - a)) {
    const alike = Uint32Array.from(byCount.get(count) ?? []).sort();
    for (const hash of alike.subarray(0, MOST_FEATURES - kept.length)) kept.push([hash, count]);
    if (kept.length === MOST_FEATURES) break;
  }
  return {
    places: new Map(kept.map(([hash], place) => [hash, place])),
    rarities: Float32Array.from(kept, ([, count]) => Math.log((lessons.length + 1) / count)),
  };
}

type State = {
  sources: number;
  dimensions: number;
  /** Row after row of +1 and −1. */
  directions: Int8Array | undefined;
  weights: Float32Array;
  random: () => number;
  /** Room for a step's numbers: the vector of the sentence, its slope, and the odds of the sources looked at. */
  vector: Float32Array;
  slope: Float32Array;
  odds: Float32Array;
  looked: Int32Array;
};

function startOf(sources: number, dimensions: number, features: number, directions: Uint8Array | undefined): State {
  const looked = directions ? OTHERS + 1 : sources;
  return {
    sources,
    dimensions,
    directions: directions && unpacked(directions),
    weights: new Float32Array(features * dimensions),
    random: randomNumbers(),
    vector: new Float32Array(dimensions),
    slope: new Float32Array(dimensions),
    odds: new Float32Array(looked),
    looked: Int32Array.from({ length: looked }, (_, index) => index),
  };
}

function unpacked(directions: Uint8Array): Int8Array {
  const signs = new Int8Array(8 * directions.length);
  for (let at = 0; at < signs.length; at += 1) signs[at] = ((directions[at >> 3] as number) >> (at & 7)) & 1 ? -1 : 1;
  return signs;
}

/** Learns from one sentence. @returns whether it would have been guessed right */
function takeStep(state: State, reading: Reading | undefined, source: number, rate: number): boolean {
  const { dimensions, weights, vector, slope, random } = state;
  const places: number[] = [];
  const shares: number[] = [];
  let squares = 0;
  for (const [index, place] of (reading?.places ?? []).entries()) {
    if (random() < LEFT_OUT) continue;
    const share = reading?.shares[index] ?? 0;
    places.push(place);
    shares.push(share);
    squares += share * share;
  }
  if (squares === 0) return false;
  const length = Math.sqrt(squares);
  vector.fill(0);
  for (let index = 0; index < places.length; index += 1) {
    const share = (shares[index] as number) / length;
    const from = (places[index] as number) * dimensions;
    for (let at = 0; at < dimensions; at += 1)
      vector[at] = (vector[at] as number) + share * (weights[from + at] as number);
  }
  const right = judge(state, source);
  for (let index = 0; index < places.length; index += 1) {
    const share = (rate * (shares[index] as number)) / length;
    const from = (places[index] as number) * dimensions;
    for (let at = 0; at < dimensions; at += 1) {
      weights[from + at] = (weights[from + at] as number) - share * (slope[at] as number);
    }
  }
  return right;
}

/** Sets the slope of the loss at `vector`. @returns whether the source is the likeliest of those looked at */
function judge(
  { sources, dimensions, directions, vector, slope, odds, looked, random }: State,
  source: number,
): boolean {
  const unit = 1 / Math.sqrt(dimensions);
  let mine = source;
  if (directions) {
    mine = 0;
    looked[0] = source;
    for (let index = 1; index < looked.length; index += 1) {
      const other = Math.floor(random() * (sources - 1));
      looked[index] = other < source ? other : other + 1;
    }
  }
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < looked.length; index += 1) {
    let reach = 0;
    if (directions) {
      const from = (looked[index] as number) * dimensions;
      for (let at = 0; at < dimensions; at += 1) reach += (vector[at] as number) * (directions[from + at] as number);
      reach *= unit;
    } else {
      reach = vector[index] as number;
    }
    odds[index] = reach;
    if (reach > highest) highest = reach;
  }
  const right = (odds[mine] as number) >= highest;
  let sum = 0;
  for (let index = 0; index < looked.length; index += 1) {
    const odd = Math.exp((odds[index] as number) - highest);
    odds[index] = odd;
    sum += odd;
  }
  if (directions) slope.fill(0);
  for (let index = 0; index < looked.length; index += 1) {
    const error = (odds[index] as number) / sum - (index === mine ? 1 : 0);
    if (directions) {
      const from = (looked[index] as number) * dimensions;
      for (let at = 0; at < dimensions; at += 1) {
        slope[at] = (slope[at] as number) + error * unit * (directions[from + at] as number);
      }
    } else {
      slope[index] = error;
    }
  }
  return right;
}

/** Weights as whole numbers of one byte: a quarter of the room, and nothing of the quality. */
async function rounded({ weights, dimensions }: State, pause: Pause) {
  const scales = new Float32Array(weights.length / dimensions);
  const bytes = new Int8Array(weights.length);
  for (let row = 0; row < scales.length; row += 1) {
    const from = row * dimensions;
    let most = 0;
    for (let at = 0; at < dimensions; at += 1) most = Math.max(most, Math.abs(weights[from + at] as number));
    const scale = most / 127;
    scales[row] = scale;
    for (let at = 0; scale > 0 && at < dimensions; at += 1)
      bytes[from + at] = Math.round((weights[from + at] as number) / scale);
    const waiting = pause();
    if (waiting) await waiting;
  }
  return { weights: bytes, scales };
}

function shuffle(list: number[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other] as number, list[at] as number];
  }
}

/** Numbers from 0 to 1, the same each time: what is learned from the same sentences is the same. */
function randomNumbers(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
