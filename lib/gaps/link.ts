import type { GiveWay } from './giving-way';
import type { Likeness } from './likeness';

/**
 * Groups what is alike: agglomerative clustering with average linkage, by chains of nearest neighbours (Murtagh 1983;
 * for average linkage they find the same groups as merging the most alike pair again and again, in quadratic time).
 * Deterministic: the first of equally near neighbours counts.
 * @param likeness is used up
 * @param least two groups are merged while their members are at least this alike on average, 0 to 1
 * @returns for each item the group it is in, by the number of the group's first item
 */
export async function linkByAverage({ size, of }: Likeness, least: number, giveWay: GiveWay): Promise<Int32Array> {
  const members = new Int32Array(size).fill(1);
  const open = new Uint8Array(size).fill(1);
  const into = Int32Array.from({ length: size }, (_, item) => item);
  const chain: number[] = [];
  let first = 0;
  for (;;) {
    await giveWay();
    if (chain.length === 0) {
      while (first < size && open[first] === 0) first += 1;
      if (first === size) break;
      chain.push(first);
    }
    const last = chain[chain.length - 1] as number;
    const before = chain[chain.length - 2];
    let nearest = before ?? -1;
    let most = before === undefined ? -1 : (of[last * size + before] as number);
    for (let other = 0; other < size; other += 1) {
      if (open[other] === 1 && other !== last && (of[last * size + other] as number) > most) {
        most = of[last * size + other] as number;
        nearest = other;
      }
    }
    if (nearest < 0 || most < least) {
      // Merging others brings none of them nearer than its nearest part: this group is complete.
      open[last] = 0;
      chain.pop();
    } else if (nearest === before) {
      chain.length -= 2;
      merge(Math.min(last, nearest), Math.max(last, nearest));
    } else chain.push(nearest);
  }
  return into.map((_, item) => rootOf(item));

  function merge(kept: number, gone: number): void {
    const [a, b] = [members[kept] as number, members[gone] as number];
    for (let other = 0; other < size; other += 1) {
      if (open[other] === 0 || other === kept || other === gone) continue;
      const mean = (a * (of[kept * size + other] as number) + b * (of[gone * size + other] as number)) / (a + b);
      of[kept * size + other] = mean;
      of[other * size + kept] = mean;
    }
    members[kept] = a + b;
    open[gone] = 0;
    into[gone] = kept;
  }

  function rootOf(item: number): number {
    let root = item;
    while (into[root] !== root) root = into[root] as number;
    return root;
  }
}
