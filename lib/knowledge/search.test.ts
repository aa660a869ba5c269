import { describe, expect, it, vi } from 'vitest';
import type { VisitorCtx } from '@/lib/companies/context';
import type { CompanyId } from '@/lib/companies/schema';
import { AppError } from '@/lib/platform/errors';
import { createTrace } from '@/lib/platform/trace';
import { type MeaningOf, type SearchInput, searchKnowledge } from './search';

const passage = {
  passageId: 'p',
  sourceId: 's',
  title: 'Returns',
  titlePath: 'Returns › Costs',
  url: null,
  body: 'Returns are free.',
  position: 0,
  score: 3,
  coverage: 0.8,
};

/** A visitor whose database answers as told. */
function visitor(answer: (args: Record<string, unknown>, signal?: AbortSignal) => Promise<unknown>): VisitorCtx {
  return {
    companyId: 'c' as CompanyId,
    requestId: 'r',
    trace: createTrace(),
    actor: { type: 'visitor', visitorId: 'v', via: 'widget' },
    db: { call: (_, args, signal) => answer(args, signal) },
  };
}

const wordsAlone: MeaningOf = async () => ({});
const search = (ctx: VisitorCtx, input: SearchInput, meaningOf = wordsAlone) =>
  searchKnowledge(ctx, input, AbortSignal.timeout, meaningOf);

vi.spyOn(process.stderr, 'write').mockReturnValue(true);

describe('searchKnowledge', () => {
  it('hands the company, the question and the session to the database, and its passages back', async () => {
    let seen: Record<string, unknown> = {};
    const ctx = visitor(async (args) => {
      seen = args;
      return [passage];
    });
    expect(await search(ctx, { query: 'cost of returns', sessionId: 's1', limit: 3 })).toEqual({
      outcome: 'found',
      passages: [passage],
    });
    expect(seen).toEqual({ p_company_id: 'c', p_query: 'cost of returns', p_limit: 3, p_session_id: 's1' });
  });

  it('hands over what the question means', async () => {
    let seen: Record<string, unknown> = {};
    const ctx = visitor(async (args) => {
      seen = args;
      return [passage];
    });
    await search(ctx, { query: 'cost' }, async () => ({ p_likely: { s: 2 } }));
    expect(seen).toMatchObject({ p_query: 'cost', p_likely: { s: 2 } });
  });

  it('says nothing when nothing is found', async () => {
    expect(
      await search(
        visitor(async () => []),
        { query: 'x' },
      ),
    ).toEqual({ outcome: 'nothing', passages: [] });
  });

  it('is late when the budget is over, even if the database never answers', async () => {
    const budget = new AbortController();
    let asked = 0;
    const searching = searchKnowledge(
      visitor(() => new Promise(() => {})),
      { query: 'x', budgetMs: 40 },
      (ms) => {
        asked = ms;
        return budget.signal;
      },
      wordsAlone,
    );
    budget.abort();
    expect(await searching).toEqual({ outcome: 'late', passages: [] });
    expect(asked).toBe(40);
  });

  it('failed when the database fails or answers nonsense', async () => {
    const broken = visitor(() => Promise.reject(new AppError('unavailable', 'down')));
    expect((await search(broken, { query: 'x' })).outcome).toBe('failed');
    expect(
      (
        await search(
          visitor(async () => [{ body: 5 }]),
          { query: 'x' },
        )
      ).outcome,
    ).toBe('failed');
  });

  it('refuses U+0000', async () => {
    await expect(
      searchKnowledge(
        visitor(async () => []),
        { query: 'a\u0000b' },
      ),
    ).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
