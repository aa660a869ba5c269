import { type GiveWay, givingWay } from './giving-way';
import { likenessOf } from './likeness';
import { linkByAverage } from './link';

/** More questions than this are not grouped: the newest are. The effort is quadratic. */
export const MAX_GROUPED = 2_000;
/**
 * How alike the questions of a topic are at least, on average. Chosen on one half of banking77 and CLINC150 (highest
 * mean of adjusted Rand index and purity over samples of 60 to 2,000 questions, because a topic that mixes two is worse
 * to work with than two that are one); `npm run eval:topics` reports the other half.
 */
export const SAME_TOPIC = 0.12;

/** A question to be grouped. Languages that are known and differ are never of one topic. */
export type Groupable = { text: string; language: string | null };

/** What is asked in one way or another, the most typical question first, then the others by how typical they are. */
export type Group<Item extends Groupable> = Item[];

/** Groups questions; see `groupQuestions`. */
export type Grouper = <Item extends Groupable>(questions: readonly Item[]) => Promise<Group<Item>[]>;

/**
 * Groups questions that ask the same in other words: likeness of words and letters, average linkage. Deterministic. Takes
 * up to a third of a second of the processor and gives way to others meanwhile.
 * @param questions newest first; of more than `MAX_GROUPED` the first are taken
 * @param giveWay asked between two steps; tests put their own in
 * @returns groups, the largest first
 */
export async function groupQuestions<Item extends Groupable>(
  questions: readonly Item[],
  sameTopic: number = SAME_TOPIC,
  giveWay: GiveWay = givingWay(),
): Promise<Group<Item>[]> {
  const items = questions.slice(0, MAX_GROUPED);
  const likeness = await likenessOf(
    items.map(({ text }) => text),
    giveWay,
  );
  const { size, of } = likeness;
  for (let a = 0; a < size; a += 1) {
    await giveWay();
    const own = items[a]?.language;
    if (!own) continue;
    for (let b = 0; b < size; b += 1) {
      const other = items[b]?.language;
      if (other && other !== own) of[a * size + b] = 0;
    }
  }
  const groups = new Map<number, number[]>();
  const linked = await linkByAverage({ size, of: of.slice() }, sameTopic, giveWay);
  linked.forEach((group, item) => {
    const members = groups.get(group);
    if (members) members.push(item);
    else groups.set(group, [item]);
  });
  const closeness = (item: number, members: readonly number[]) =>
    members.reduce((sum, other) => sum + (of[item * size + other] ?? 0), 0);
  const sorted: Group<Item>[] = [];
  for (const members of groups.values()) {
    const typical = new Map<number, number>();
    for (const item of members) {
      await giveWay();
      typical.set(item, closeness(item, members));
    }
    members.sort((a, b) => (typical.get(b) ?? 0) - (typical.get(a) ?? 0) || a - b);
    sorted.push(members.flatMap((item) => items[item] ?? []));
  }
  return sorted.sort((a, b) => b.length - a.length);
}
