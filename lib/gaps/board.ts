import { firstOf } from '@/lib/platform/text';
import { saysSomething } from './features';
import { givingWay } from './giving-way';
import { type Groupable, type Grouper, groupQuestions, MAX_GROUPED } from './group';
import { isMasked, searchable, withoutPersonalData } from './personal';
import type { BadTopic, Example, GapBoard, Mark, Period, Question, Rated, Topic, Unanswered } from './schema';

/** Examples of a topic that its row opens to. */
const EXAMPLES = 5;
/** Of the most typical questions of a topic, the first without personal data is its label. */
const CANDIDATES = 8;
const MAX_LABEL = 200;

type Item = Groupable & ({ question: Question } | { mark: Mark });

/**
 * What the page of content gaps shows: questions grouped into topics, and what became of those that somebody dismissed
 * or that an article answers by now. Such a topic is known again by the likeness of its label.
 * @param since beginning of the period, ISO 8601; questions before it are those of the period before
 * @param group groups questions, where somebody remembers how
 */
export async function makeBoard(
  days: Period,
  since: string,
  { ends, questions }: Unanswered,
  marks: readonly Mark[],
  rated: Rated,
  group: Grouper = groupQuestions,
): Promise<GapBoard> {
  const giveWay = givingWay();
  const told: Question[] = [];
  for (const question of questions) {
    await giveWay();
    if (saysSomething(question.text)) told.push(question);
  }
  const items: Item[] = [
    ...marks.map((mark) => ({ text: mark.question, language: null, mark })),
    ...told.map((question) => ({ text: question.text, language: question.language, question })),
  ];
  const cut = questions.length >= MAX_GROUPED;
  const topics: Topic[] = [];
  for (const members of await group(items)) {
    await giveWay();
    topics.push(...topicOf(members, since, cut));
  }
  topics.sort((a, b) => b.count - a.count || (a.lastAskedAt < b.lastAskedAt ? 1 : -1));
  const of = (kind: Mark['kind'] | undefined) => topics.filter(({ mark }) => mark?.kind === kind);
  const { answered = 0, unsure = 0, nothing = 0, late = 0, failed = 0 } = ends;
  const unanswered = cut ? unsure + nothing : topics.reduce((sum, { count }) => sum + count, 0);
  return {
    days,
    searched: answered + unanswered + late + failed,
    unanswered,
    troubled: late + failed,
    cut,
    open: of(undefined),
    answered: of('answered'),
    dismissed: of('dismissed'),
    rated: { good: rated.good, bad: rated.bad, topics: await badTopics(rated, group) },
  };
}

function topicOf(group: readonly Item[], since: string, cut: boolean): Topic[] {
  const asked = group.flatMap((item) => ('question' in item ? [item.question] : []));
  const now = asked.filter(({ askedAt }) => askedAt >= since);
  if (now.length === 0) return [];
  const label = labelOf(now.map(({ text }) => text));
  const newest = [...now].sort((a, b) => (a.askedAt < b.askedAt ? 1 : -1));
  return [
    {
      label,
      title: searchable(label),
      count: now.length,
      visitors: new Set(now.map(({ visitorId }) => visitorId)).size,
      lastAskedAt: newest[0]?.askedAt ?? '',
      before: cut ? null : asked.length - now.length,
      byAgents: now.filter(({ agentMessageId }) => agentMessageId !== null).length,
      examples: newest.slice(0, EXAMPLES).map(exampleOf),
      mark: markOf(group, asked),
    },
  ];
}

/** The mark that still holds: dismissed until asked more often since than before, answered until asked in vain again. */
function markOf(group: readonly Item[], asked: readonly Question[]): Mark | null {
  const marks = group.flatMap((item) => ('mark' in item ? [item.mark] : []));
  const newest = marks.sort((a, b) => (a.markedAt < b.markedAt ? 1 : -1))[0];
  if (!newest) return null;
  const again = asked.filter(({ askedAt }) => askedAt > newest.markedAt).length;
  if (newest.kind === 'answered') return newest.source && again === 0 ? newest : null;
  return again <= newest.asked ? newest : null;
}

/** @param texts the most typical first */
export function labelOf(texts: readonly string[]): string {
  const candidates = texts.slice(0, CANDIDATES).map(withoutPersonalData);
  const label = candidates.find((text) => !isMasked(text)) ?? candidates[0] ?? '';
  return firstOf(label, MAX_LABEL);
}

const exampleOf = ({ text, ...example }: Question): Example => ({
  messageId: example.messageId,
  sessionId: example.sessionId,
  askedAt: example.askedAt,
  agentMessageId: example.agentMessageId,
  text: firstOf(withoutPersonalData(text), 300),
});

async function badTopics({ answers }: Rated, groupBy: Grouper): Promise<BadTopic[]> {
  const items = answers.map((answer) => ({ text: answer.question, language: answer.language, answer }));
  return (await groupBy(items)).map((group) => {
    const label = labelOf(group.map(({ text }) => text));
    const answers = group.map(({ answer }) => answer).sort((a, b) => (a.ratedAt < b.ratedAt ? 1 : -1));
    return { label, title: searchable(label), count: group.length, answers };
  });
}
