import { type Features, featuresOf } from './built-in-features';

/** Vectors have at most so many numbers. */
export const MOST_DIMENSIONS = 384;
/** What a source that is this much less expected than the first (in natural logarithms of odds) gets is nothing. */
const REACH = 4;
/** So many sources are handed to the search. */
const MOST_LIKELY = 16;

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
  directions: Int8Array | undefined;
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

/** Directions of sources: undefined where each has an axis of its own, else row after row of +1 and −1. */
export function directionsOf(sources: number, dimensions: number): Int8Array | undefined {
  if (sources <= dimensions) return undefined;
  let state = 1;
  return Int8Array.from({ length: sources * dimensions }, () => {
    // Marsaglia's xorshift: the same row of numbers everywhere and always.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state < 0 ? -1 : 1;
  });
}

/** How far a vector reaches in the direction of each source. */
export function reachOf(vector: Float32Array, sources: number, directions: Int8Array | undefined): Float32Array {
  if (!directions) return vector.subarray(0, sources);
  const { length } = vector;
  const reach = new Float32Array(sources);
  for (let source = 0; source < sources; source += 1) {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += (vector[at] ?? 0) * (directions[source * length + at] ?? 0);
    reach[source] = sum / Math.sqrt(length);
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
  const ranked = sourceIds.map((id, index) => ({ id, reach: reach[index] ?? 0 })).sort((a, b) => b.reach - a.reach);
  const best = ranked[0]?.reach ?? 0;
  const least = Math.max(best - REACH, ranked[MOST_LIKELY]?.reach ?? Number.NEGATIVE_INFINITY);
  return Object.fromEntries(
    ranked
      .slice(0, MOST_LIKELY)
      .filter((source) => source.reach > least)
      .map((source) => [source.id, Number((model.trust * (source.reach - least)).toFixed(3))]),
  );
}
