import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { firstOf } from '@/lib/platform/text';
import { findSource, listSources, PAGE_SIZE } from './data';
import { judgeRelevance, MIN_COVERAGE } from './relevance';
import type { SourceDetail, SourceFilters, SourcePage, TestAnswer } from './schema';
import { searchKnowledge } from './search';

export type SearchParams = Record<string, string | string[] | undefined>;

/** A person waits for the answer to a test question, so it may take longer than in a turn. */
const TEST_BUDGET_MS = 2_000;
const TEST_PASSAGES = 8;
const MAX_TEST_CHARACTERS = 1_000;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value)?.trim() ?? '';

/** The list as its URL describes it: `q` words of the title, `page` from 1; and the test question in `ask`. */
export async function loadSources(
  params: SearchParams,
): Promise<{ filters: SourceFilters; page: SourcePage; lastPage: number; ask: string }> {
  const ctx = await pageContext();
  const filters: SourceFilters = {
    query: firstOf(one(params.q), 200).replaceAll('\u0000', '') || null,
    page: Math.min(10_000, Math.max(1, Math.trunc(Number(one(params.page))) || 1)),
  };
  const page = await listSources(ctx, filters);
  const ask = firstOf(one(params.ask), MAX_TEST_CHARACTERS).replaceAll('\u0000', '');
  return { filters, page, lastPage: Math.max(1, Math.ceil(page.total / PAGE_SIZE)), ask };
}

/** One source, or null when it does not exist for this member. */
export async function loadSource(sourceId: string): Promise<SourceDetail | null> {
  return findSource(await pageContext(), sourceId);
}

/** Searches as the assistant would, for a member who tries out a question. */
export async function loadTestAnswer(question: string): Promise<TestAnswer> {
  const ctx = await pageContext();
  const started = performance.now();
  const { passages, outcome } = await searchKnowledge(ctx, {
    query: question,
    limit: TEST_PASSAGES,
    budgetMs: TEST_BUDGET_MS,
  });
  return {
    question,
    outcome,
    passages,
    relevance: judgeRelevance(passages),
    minCoverage: MIN_COVERAGE,
    tookMs: performance.now() - started,
  };
}
