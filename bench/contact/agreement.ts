/** How well a judgement from -1 to 1 agrees with people's. */
export type Agreement = {
  /** Pearson's r. */
  correlation: number;
  /** Share of the same class: negative, neutral or positive. */
  right: number;
  /** Mean F1 of the three classes. */
  f1: number;
  count: number;
};

const CLASSES = [-1, 0, 1] as const;
/** VADER's own border between neutral and felt. */
const FELT = 0.05;

const classOf = (value: number) => (value >= FELT ? 1 : value <= -FELT ? -1 : 0);

/** Both lists in the same order; values from -1 to 1. */
export function agreementOf(judged: number[], rated: number[]): Agreement {
  const pairs = judged.map((value, index) => [value, rated[index] ?? 0] as const);
  const classes = pairs.map(([a, b]) => [classOf(a), classOf(b)] as const);
  const f1 = CLASSES.map((one) => {
    const both = classes.filter(([a, b]) => a === one && b === one).length;
    const either = classes.filter(([a]) => a === one).length + classes.filter(([, b]) => b === one).length;
    return either === 0 ? 0 : (2 * both) / either;
  });
  return {
    correlation: pearson(pairs),
    right: classes.filter(([a, b]) => a === b).length / classes.length,
    f1: f1.reduce((sum, value) => sum + value, 0) / CLASSES.length,
    count: pairs.length,
  };
}

function pearson(pairs: (readonly [number, number])[]): number {
  const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  const sum = (of: (a: number, b: number) => number) =>
    pairs.reduce((total, [a, b]) => total + of(a - meanA, b - meanB), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
}
