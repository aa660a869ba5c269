import 'server-only';
import { createHash } from 'node:crypto';
import type { CompanyId } from '@/lib/companies/schema';
import { namedCache } from '@/lib/platform/cache/named-cache';
import { type Grouper, groupQuestions } from './group';

/** Groups as the places of their members in what was grouped. */
const groupings = namedCache<number[][]>('question-groups');

/**
 * Groups questions as `groupQuestions` does, and remembers for a few minutes how: who looks at the page again, and whoever
 * looks at the same time, does not have the same work done again.
 */
export const rememberedGroups =
  (companyId: CompanyId): Grouper =>
  async (questions) => {
    const read = questions.map(({ text, language }) => [text, language]);
    const key = `${companyId}:${createHash('sha256').update(JSON.stringify(read)).digest('base64url')}`;
    const groups = await groupings.get(key, async () => {
      const numbered = questions.map(({ text, language }, at) => ({ text, language, at }));
      return (await groupQuestions(numbered)).map((group) => group.map(({ at }) => at));
    });
    return groups.map((group) => group.flatMap((at) => questions[at] ?? []));
  };
