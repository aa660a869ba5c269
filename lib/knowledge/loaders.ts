import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { firstOf } from '@/lib/platform/text';
import { findSource, listSources, PAGE_SIZE } from './data';
import { judgeRelevance, MIN_COVERAGE } from './relevance';
import {
  type SourceFilters,
  type SourcePage,
  type SourceWithPassages,
  sourceKindSchema,
  sourceSortSchema,
  sourceStateSchema,
  type TestAnswer,
} from './schema';
import { searchKnowledge } from './search';

export type SearchParams = Record<string, string | string[] | undefined>;

/** A person waits for the answer to a test question, so it may take longer than in a turn. */
const TEST_BUDGET_MS = 2_000;
const TEST_PASSAGES = 8;
const MAX_TEST_CHARACTERS = 1_000;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value)?.trim() ?? '';

const pageOf = (value: string | string[] | undefined): number =>
  Math.min(10_000, Math.max(1, Math.trunc(Number(one(value))) || 1));

/**
 * The list as its URL describes it: `q` words of the title, `kind`, `state`, `sort`, `page` from 1; the test question in
 * `ask`, and in `write` the title of an article that somebody wants to write.
 */
export async function loadSources(
  params: SearchParams,
): Promise<{ filters: SourceFilters; page: SourcePage; lastPage: number; ask: string; write: string | null }> {
  const ctx = await pageContext();
  const filters: SourceFilters = {
    query: firstOf(one(params.q), 200).replaceAll('\u0000', '') || null,
    kind: sourceKindSchema.safeParse(one(params.kind)).data ?? null,
    state: sourceStateSchema.safeParse(one(params.state)).data ?? null,
    sort: sourceSortSchema.safeParse(one(params.sort)).data ?? 'changed',
    page: pageOf(params.page),
  };
  const page = await listSources(ctx, filters);
  const ask = firstOf(one(params.ask), MAX_TEST_CHARACTERS).replaceAll('\u0000', '');
  const write = params.write === undefined ? null : firstOf(one(params.write), 300).replaceAll('\u0000', '');
  return { filters, page, lastPage: Math.max(1, Math.ceil(page.total / PAGE_SIZE)), ask, write };
}

/** One source with the passages of `page`, or null when it does not exist for this member. */
export async function loadSource(sourceId: string, params: SearchParams): Promise<SourceWithPassages | null> {
  return findSource(await pageContext(), sourceId, pageOf(params.page));
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
