import { piecesOf, stemsOf } from './features';
import type { GiveWay } from './giving-way';

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
export async function likenessOf(texts: readonly string[], giveWay: GiveWay): Promise<Likeness> {
  const size = texts.length;
  const of = new Float32Array(size * size);
  const stems: string[][] = [];
  const pieces: string[][] = [];
  for (const text of texts) {
    await giveWay();
    stems.push(stemsOf(text));
    pieces.push(piecesOf(text));
  }
  await addCosines(of, stems, WEIGHTS.stems, Infinity, giveWay);
  await addCosines(of, stems.map(pairsOf), WEIGHTS.pairs, Infinity, giveWay);
  await addCosines(of, pieces, WEIGHTS.pieces, Math.max(COMMON_AT_LEAST, COMMON_SHARE * size), giveWay);
  for (let a = 0; a < size; a += 1) {
    await giveWay();
    of[a * size + a] = 1;
    for (let b = a + 1; b < size; b += 1) of[b * size + a] = of[a * size + b] ?? 0;
  }
  return { size, of };
}

const pairsOf = (stems: readonly string[]): string[] => stems.slice(1).map((stem, at) => `${stems[at]} ${stem}`);

/**
 * Adds to the upper half of the matrix, one row after the other (a row stays in the processor's cache). Only texts that
 * share a feature meet, by the feature's list of texts.
 * @param most features of more texts than this are passed over
 */
async function addCosines(
  of: Float32Array,
  features: readonly string[][],
  weight: number,
  most: number,
  giveWay: GiveWay,
): Promise<void> {
  const size = features.length;
  const holders = new Map<string, number[]>();
  const own: string[][] = [];
  for (const [text, list] of features.entries()) {
    await giveWay();
    const distinct = [...new Set(list)];
    for (const feature of distinct) {
      const texts = holders.get(feature);
      if (texts) texts.push(text);
      else holders.set(feature, [text]);
    }
    own.push(distinct);
  }
  const kinds = new Map(
    [...holders].map(([feature, texts]) => {
      const gain = Math.log(1 + size / texts.length) ** 2;
      const meets = texts.length > 1 && texts.length <= most;
      return [feature, { gain, texts: Int32Array.from(meets ? texts : []), seen: 0 }];
    }),
  );
  const kindsOf = (text: number) => (own[text] ?? []).flatMap((feature) => kinds.get(feature) ?? []);
  const shares = Float32Array.from({ length: size }, (_, text) => {
    const square = kindsOf(text).reduce((sum, { gain }) => sum + gain, 0);
    return square > 0 ? 1 / Math.sqrt(square) : 0;
  });
  for (let text = 0; text < size; text += 1) {
    await giveWay();
    const row = text * size;
    const scale = weight * (shares[text] as number);
    for (const kind of kindsOf(text)) {
      const { texts } = kind;
      const gain = scale * kind.gain;
      // Texts come in order, so this one stands behind those that were seen.
      kind.seen += 1;
      for (let at = kind.seen; at < texts.length; at += 1) {
        const other = texts[at] as number;
        of[row + other] = (of[row + other] as number) + gain * (shares[other] as number);
      }
    }
  }
}
