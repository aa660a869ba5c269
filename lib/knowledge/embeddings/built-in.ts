import { type Features, featuresOf } from './built-in-features.ts';

/** Vectors have at most so many numbers. */
export const MOST_DIMENSIONS = 384;
/** What a source that is this much less expected than the first (in natural logarithms of odds) gets is nothing. */
const REACH = 4;
/** So many sources are handed to the search. */
const MOST_LIKELY = 16;
/**
 * No more than this is added to a source's scores, which words alone bring to 5 to 25: an article that is newer than the
 * model gets nothing from it, and still comes first where its words fit clearly better.
 */
const MOST_BONUS = 6;
/** Of more sources nothing is learned: a question would take more than a millisecond of everybody's time. */
export const MOST_SOURCES = 10_000;

/**
 * What was learned of a company's own sentences: which source they belong to. Every feature of a text (a word, two words
 * side by side, a piece of four letters) has a vector, every source a direction; the vector of a text is the sum of its
 * features', and the further it reaches in the direction of a source, the more likely the text belongs there. Up to 384
 * sources each direction is an axis of its own; beyond that they are fixed pseudo-random codes of as many dimensions.
 */
export type BuiltInModel = {
  sourceIds: string[];
  dimensions: number;
  /** What one unit of odds is worth in the search's scores; see `learn`. */
  trust: number;
  /** Hash of a feature → its place in the lists below. */
  places: Map<number, number>;
  /** Natural logarithm of how many sentences there are for each that holds the feature. */
  rarities: Float32Array;
  /** Row after row of `dimensions` numbers, −127 to 127, in units of the row's scale. */
  weights: Int8Array;
  scales: Float32Array;
  /** See `directionsOf`. */
  directions: Uint8Array | undefined;
};

/** A text by the places of its known features, and how much each counts. The squares of `shares` add up to one. */
export type Reading = { places: number[]; shares: number[] };

/** Each kind of feature counts as much as the others, the rare ones within it more. */
export function read(text: string, places: Map<number, number>, rarities: ArrayLike<number>): Reading {
  const { words, neighbours, pieces }: Features = featuresOf(text);
  const reading: Reading = { places: [], shares: [] };
  for (const hashes of [words, neighbours, pieces]) {
    const known = hashes.map((hash) => places.get(hash)).filter((place) => place !== undefined);
    const length = Math.hypot(...known.map((place) => rarities[place] ?? 0)) || 1;
    for (const place of known) {
      reading.places.push(place);
      reading.shares.push((rarities[place] ?? 0) / length);
    }
  }
  const length = Math.hypot(...reading.shares) || 1;
  reading.shares = reading.shares.map((share) => share / length);
  return reading;
}

/** The vector of a text, of `model.dimensions` numbers; all zero where nothing in it is known. */
export function embed(model: BuiltInModel, text: string): Float32Array {
  const { dimensions, weights, scales } = model;
  const vector = new Float32Array(dimensions);
  const { places, shares } = read(text, model.places, model.rarities);
  for (const [index, place] of places.entries()) {
    const share = (shares[index] ?? 0) * (scales[place] ?? 0);
    const from = place * dimensions;
    for (let at = 0; at < dimensions; at += 1) vector[at] = (vector[at] ?? 0) + share * (weights[from + at] ?? 0);
  }
  return vector;
}

/** Signs in a byte of a direction. */
const SIGNS = 8;

/**
 * Directions of sources: undefined where each has an axis of its own, else row after row of signs, one bit each (set is
 * minus), of `dimensions / 8` bytes.
 */
export function directionsOf(sources: number, dimensions: number): Uint8Array | undefined {
  if (sources <= dimensions) return undefined;
  const words = new Uint32Array(Math.ceil((sources * dimensions) / 32));
  for (let at = 0; at < words.length; at += 1) words[at] = mixed(at + 1);
  return new Uint8Array(words.buffer, 0, (sources * dimensions) / SIGNS);
}

/** The finaliser of MurmurHash3 (Appleby): 32 bits that look drawn by chance, the same everywhere and always. */
function mixed(number: number): number {
  let bits = Math.imul(number, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * How far a vector reaches in the direction of each source. Sums for all values of a byte of signs are made once and
 * looked up for every source, so a source takes `dimensions / 8` additions.
 */
export function reachOf(vector: Float32Array, sources: number, directions: Uint8Array | undefined): Float32Array {
  if (!directions) return vector.subarray(0, sources);
  const bytes = vector.length / SIGNS;
  const sums = new Float32Array(bytes * 256);
  for (let byte = 0; byte < bytes; byte += 1) {
    const from = byte * 256;
    for (let at = 0; at < SIGNS; at += 1) sums[from] = (sums[from] as number) + (vector[byte * SIGNS + at] as number);
    for (let at = 0; at < SIGNS; at += 1) {
      const twice = 2 * (vector[byte * SIGNS + at] as number);
      const set = 1 << at;
      for (let value = 0; value < set; value += 1) sums[from + set + value] = (sums[from + value] as number) - twice;
    }
  }
  const unit = 1 / Math.sqrt(vector.length);
  const reach = new Float32Array(sources);
  for (let source = 0, row = 0; source < sources; source += 1, row += bytes) {
    let sum = 0;
    for (let byte = 0; byte < bytes; byte += 1) sum += sums[byte * 256 + (directions[row + byte] as number)] as number;
    reach[source] = sum * unit;
  }
  return reach;
}

/**
 * The sources that a question most likely is about, each with what that adds to its passages' scores in the search.
 * @returns at most 16 ids, none where no word of the question is known
 */
export function likelySources(model: BuiltInModel, question: string): Record<string, number> {
  const { sourceIds } = model;
  const vector = embed(model, question);
  if (vector.every((number) => number === 0)) return {};
  const reach = reachOf(vector, sourceIds.length, model.directions);
  const first = furthest(reach, MOST_LIKELY + 1);
  const best = reach[first[0] ?? 0] ?? 0;
  // The cap shortens the reach and not the bonuses, so that the likely ones stay as far apart as they are.
  const within = Math.min(REACH, MOST_BONUS / model.trust);
  const least = Math.max(best - within, reach[first[MOST_LIKELY] ?? -1] ?? Number.NEGATIVE_INFINITY);
  const likely: Record<string, number> = {};
  for (const source of first.slice(0, MOST_LIKELY)) {
    const ahead = (reach[source] ?? 0) - least;
    if (ahead > 0) likely[sourceIds[source] ?? ''] = Number((model.trust * ahead).toFixed(3));
  }
  return likely;
}

/** Places of the largest numbers, the largest first; of equal ones the earlier. */
function furthest(numbers: Float32Array, most: number): number[] {
  const places: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < numbers.length; place += 1) {
    const number = numbers[place] as number;
    if (places.length === most && number <= last) continue;
    let at = places.length;
    while (at > 0 && number > (numbers[places[at - 1] as number] as number)) at -= 1;
    places.splice(at, 0, place);
    if (places.length > most) places.pop();
    last = numbers[places.at(-1) as number] as number;
  }
  return places;
}
