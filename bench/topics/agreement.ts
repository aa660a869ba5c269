/** How well groups agree with labels. */
export type Agreement = {
  groups: number;
  /** Share of items whose label is the commonest of their group. */
  purity: number;
  /** Hubert and Arabie 1985: 1 for the same partition, 0 for chance. */
  index: number;
  /** Share of items that are in a group of two or more. */
  together: number;
};

const pairs = (count: number): number => (count * (count - 1)) / 2;

function counted<Item>(items: readonly Item[]): Map<Item, number> {
  const counts = new Map<Item, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

/** @param groups the labels of the items of each group */
export function agreementOf(groups: readonly (readonly string[])[]): Agreement {
  const all = groups.flat();
  const inGroups = groups.map(counted);
  const same = sum(inGroups.flatMap((labels) => [...labels.values()].map(pairs)));
  const byGroup = sum(groups.map(({ length }) => pairs(length)));
  const byLabel = sum([...counted(all).values()].map(pairs));
  const chance = (byGroup * byLabel) / (pairs(all.length) || 1);
  return {
    groups: groups.length,
    purity: sum(inGroups.map((labels) => Math.max(...labels.values()))) / all.length,
    index: (same - chance) / ((byGroup + byLabel) / 2 - chance || 1),
    together: sum(groups.map(({ length }) => (length > 1 ? length : 0))) / all.length,
  };
}
