import { piecesOf, stemsOf } from './features';

/** What each kind of feature adds to the likeness of two questions; together 1. */
const WEIGHTS = { stems: 0.6, pieces: 0.3, pairs: 0.1 } as const;
/**
 * Pieces of letters that more texts than this share hold tell little and cost the most: they are passed over where
 * there are enough texts to say so.
 */
const COMMON_SHARE = 0.12;
const COMMON_AT_LEAST = 40;

/** Cosine likenesses (0 to 1) of texts, as a full matrix row by row. */
export type Likeness = { size: number; of: Float32Array };

/**
 * How alike each two texts are: the cosine of their features, each weighed by how rare it is among them (idf), for
 * stems, for pairs of neighbouring stems, and for pieces of letters. Quadratic in the number of texts.
 */
export function likenessOf(texts: readonly string[]): Likeness {
  const size = texts.length;
  const of = new Float32Array(size * size);
  const stems = texts.map(stemsOf);
  addCosines(of, stems, WEIGHTS.stems);
  addCosines(of, stems.map(pairsOf), WEIGHTS.pairs);
  addCosines(of, texts.map(piecesOf), WEIGHTS.pieces, Math.max(COMMON_AT_LEAST, COMMON_SHARE * size));
  for (let a = 0; a < size; a += 1) {
    of[a * size + a] = 1;
    for (let b = a + 1; b < size; b += 1) of[b * size + a] = of[a * size + b] ?? 0;
  }
  return { size, of };
}

const pairsOf = (stems: readonly string[]): string[] => stems.slice(1).map((stem, at) => `${stems[at]} ${stem}`);

/** Adds to the upper half of the matrix. Only texts that share a feature meet, by the feature's list. */
function addCosines(of: Float32Array, features: readonly string[][], weight: number, most = Infinity): void {
  const size = features.length;
  const found = new Map<string, number[]>();
  features.forEach((list, text) => {
    for (const feature of new Set(list)) {
      const texts = found.get(feature);
      if (texts) texts.push(text);
      else found.set(feature, [text]);
    }
  });
  const idf = (texts: readonly number[]) => Math.log(1 + size / texts.length);
  const squares = new Float32Array(size);
  for (const texts of found.values()) for (const text of texts) squares[text] = (squares[text] ?? 0) + idf(texts) ** 2;
  const lengths = squares.map(Math.sqrt);
  for (const texts of found.values()) {
    if (texts.length < 2 || texts.length > most) continue;
    const gain = weight * idf(texts) ** 2;
    const shares = texts.map((text) => 1 / (lengths[text] || 1));
    for (let a = 0; a < texts.length; a += 1) {
      const row = (texts[a] ?? 0) * size;
      const own = gain * (shares[a] ?? 0);
      for (let b = a + 1; b < texts.length; b += 1) {
        const at = row + (texts[b] ?? 0);
        of[at] = (of[at] ?? 0) + own * (shares[b] ?? 0);
      }
    }
  }
}
