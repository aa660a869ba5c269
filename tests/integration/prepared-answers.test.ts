import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemberCtx } from '@/lib/companies/context';
import { createTrace } from '@/lib/platform/trace';
import { signUpUser } from '../support/embedded';
import { DELIVERY, RETURNS, saveArticle } from './article-world';
import { companyId, database, message, receiptOf, textOf, upstream, useTurnWorld, Visitor } from './turn-world';

useTurnWorld();

const PINNED = 'How can I return a parcel?';

/** Does the company's own waiting jobs of a name, as a worker would. @returns how many there were */
async function work(name: 'prepare-answers' | 'predict-follow-ups', company = companyId): Promise<number> {
  const [{ contextFromJob }, { prepareAnswers }, { predictFollowUps }] = await Promise.all([
    import('@/lib/companies/context'),
    import('@/lib/chat/prepared/prepare-answers'),
    import('@/lib/chat/prepared/predict-follow-ups'),
  ]);
  const job = name === 'prepare-answers' ? prepareAnswers : predictFollowUps;
  const jobs = await database.admin<{ id: string; payload: unknown }>(
    'delete from jobs where company_id = $1 and name = $2 returning id, payload',
    [company, name],
  );
  const { signal } = new AbortController();
  await Promise.all(
    jobs.map(({ id, payload }) => job.run(contextFromJob({ id, companyId: company }), payload, signal)),
  );
  return jobs.length;
}

async function pin(question: string, position = 0): Promise<string> {
  const { preparedKey } = await import('@/lib/chat/prepared/prepared-key');
  const [row] = await database.admin<{ id: string }>(
    'insert into pinned_questions (company_id, question, key, position) values ($1, $2, $3, $4) returning id',
    [companyId, question, preparedKey(question) ?? 'none', position],
  );
  return row?.id ?? '';
}
const pinned = async () =>
  (
    await database.admin<{ problem: string | null; hits: number }>(
      'select problem, hits from pinned_questions where company_id = $1 order by position',
      [companyId],
    )
  ).map(({ problem, hits }) => ({ problem, hits }));
const ready = async () =>
  (
    await database.admin<{ question: string }>(
      "select question from stored_answers where company_id = $1 and kind <> 'asked' order by question",
      [companyId],
    )
  ).map(({ question }) => question);
const lookAfter = async () =>
  (await import('@/lib/platform/supabase/service')).serviceDb.call('look_after_answers', {});
const offers = (parts: { type: string; data?: Record<string, unknown> }[]) =>
  parts.find(({ type }) => type === 'data-offers')?.data?.questions;
const figures = async () => {
  const [row] = await database.admin<{ report: Record<string, unknown> }>('select prefetch_report($1) as report', [
    companyId,
  ]);
  return row?.report ?? {};
};

beforeAll(async () => {
  await saveArticle('Returns', RETURNS);
  await saveArticle('Delivery', DELIVERY);
});
beforeEach(async () => {
  for (const table of ['pinned_questions', 'stored_answers', 'follow_up_sets', 'jobs', 'prepared_answer_hours'])
    await database.admin(`delete from ${table} where company_id = $1`, [companyId]);
  await database.admin('delete from prefetch_settings where company_id = $1', [companyId]);
  await database.admin('delete from prepared_answer_hours where company_id = $1', [companyId]);
  upstream.set({ tokens: ['Within ', '30 ', 'days. ', '[1]'] });
});

describe('a pinned question', () => {
  it('has its answer made without a visitor, and everybody gets it: also in the middle of a conversation', async () => {
    await pin(PINNED);
    expect(await work('prepare-answers')).toBe(1);
    expect(upstream.calls).toHaveLength(1);
    expect(upstream.calls[0]?.body?.messages?.at(-1)).toEqual({ role: 'user', content: PINNED });
    const visitor = new Visitor();
    const first = message('how can i return a PARCEL');
    const parts = await visitor.ask(first);
    expect(textOf(parts)).toBe('Within 30 days. [1]');
    expect(receiptOf(parts)).toMatchObject({ cache: 'answer', costMicros: 0, modelCalls: 0 });
    await visitor.ask(message('How long does delivery take?', randomUUID(), first.id));
    const later = await visitor.ask(message(PINNED, randomUUID(), first.id));
    expect(receiptOf(later)).toMatchObject({ cache: 'answer' });
    expect(await pinned()).toEqual([{ problem: null, hits: 2 }]);
  });

  it('is made again when its article changes, once for all of them', async () => {
    await pin(PINNED);
    await work('prepare-answers');
    await saveArticle('Returns', `${RETURNS} Refunds take a week.`);
    expect(await ready()).toEqual([]);
    upstream.set({ tokens: ['A ', 'month. ', '[1]'] });
    expect(await work('prepare-answers')).toBe(1);
    expect(textOf(await new Visitor().ask(message(PINNED)))).toBe('A month. [1]');
    expect(upstream.calls).toHaveLength(2);
    await saveArticle('Returns', RETURNS);
  });

  it('is made again before its time is up, and at boot when it is missing', async () => {
    await pin(PINNED);
    await work('prepare-answers');
    await lookAfter();
    expect(await work('prepare-answers')).toBe(0);
    await database.admin("update stored_answers set expires_at = now() + interval '20 minutes' where company_id = $1", [
      companyId,
    ]);
    await lookAfter();
    expect(await work('prepare-answers')).toBe(1);
    expect(upstream.calls).toHaveLength(2);
    await database.admin('delete from stored_answers where company_id = $1', [companyId]);
    await database.admin('delete from jobs where company_id = $1', [companyId]);
    await lookAfter();
    expect(await work('prepare-answers')).toBe(1);
    expect(await ready()).toEqual([PINNED]);
  });

  it('is paid for once, however many jobs want it at the same time', async () => {
    await pin(PINNED);
    await database.admin("insert into jobs (company_id, name) values ($1, 'prepare-answers')", [companyId]);
    expect(await work('prepare-answers')).toBe(2);
    expect(upstream.calls).toHaveLength(1);
  });

  it('that the knowledge does not answer says so, costs no second call, and is tried again with new knowledge', async () => {
    await pin('Which helmets do you sell?');
    await work('prepare-answers');
    expect(await pinned()).toEqual([{ problem: 'unsure', hits: 0 }]);
    await lookAfter();
    expect(await work('prepare-answers')).toBe(0);
    await saveArticle('Helmets', 'We sell three helmets: road, city and kids. Helmets come in four sizes.');
    expect(await pinned()).toEqual([{ problem: null, hits: 0 }]);
    expect(await work('prepare-answers')).toBe(1);
    expect(await ready()).toEqual(['Which helmets do you sell?']);
  });

  it('keeps nothing of a lower rung, and is tried again later', async () => {
    upstream.set({ models: { 'gpt-4.1-mini': { failure: { kind: 'status', status: 400 } } } });
    await pin(PINNED);
    await work('prepare-answers');
    expect(await ready()).toEqual([]);
    expect(await pinned()).toEqual([{ problem: 'failed', hits: 0 }]);
    upstream.set({ models: {} });
    await database.admin("update pinned_questions set tried_at = now() - interval '11 minutes' where company_id = $1", [
      companyId,
    ]);
    await lookAfter();
    await work('prepare-answers');
    expect(await ready()).toEqual([PINNED]);
  });

  it('stays pinned when somebody asks for a fresh answer, in whatever depth', async () => {
    await pin(PINNED);
    await work('prepare-answers');
    const visitor = new Visitor();
    const question = { ...message(PINNED), depth: 'concise' as const };
    await visitor.ask(question);
    upstream.set({ tokens: ['A ', 'month. ', '[1]'] });
    await visitor.ask({ ...question, trigger: 'regenerate-message' });
    const again = await new Visitor().ask(message(PINNED));
    expect(textOf(again)).toBe('A month. [1]');
    expect(await ready()).toEqual([PINNED]);
  });

  it('is found again when questions are compared in another way than when it was pinned', async () => {
    await pin(PINNED);
    await database.admin("update pinned_questions set key = 'of-an-older-version' where company_id = $1", [companyId]);
    await work('prepare-answers');
    expect(receiptOf(await new Visitor().ask(message(PINNED)))).toMatchObject({ cache: 'answer' });
    await lookAfter();
    await work('prepare-answers');
    expect(upstream.calls).toHaveLength(1);
    expect(await pinned()).toEqual([{ problem: null, hits: 1 }]);
  });

  it('takes its answer with it when it is switched off or removed', async () => {
    const id = await pin(PINNED);
    await work('prepare-answers');
    await database.admin('update pinned_questions set enabled = false where id = $1', [id]);
    expect(await ready()).toEqual([]);
    await database.admin('update pinned_questions set enabled = true where id = $1', [id]);
    await work('prepare-answers');
    expect(await ready()).toEqual([PINNED]);
    await database.admin('delete from pinned_questions where id = $1', [id]);
    expect(await ready()).toEqual([]);
    expect(await work('prepare-answers')).toBe(0);
  });

  it('is shown by the widget once its answer is ready, at most four of them in their order', async () => {
    const { commonQuestions } = await import('@/lib/chat/prepared/common-questions');
    const asked = [PINNED, 'How long does delivery take?', 'When may I return a parcel?', 'Is express delivery quick?'];
    for (const [position, question] of [...asked, 'How do I print the return label?'].entries())
      await pin(question, position);
    const ctx = await new Visitor().context();
    expect(await commonQuestions.read(ctx)).toEqual([]);
    await work('prepare-answers');
    expect(await commonQuestions.read(ctx)).toEqual(asked);
  });
});

describe('likely next questions', () => {
  const GUIDE = [
    '# Bicycle repair',
    'A repair takes one week. Bring the bicycle to the workshop in the morning.',
    '## What does a repair cost?',
    'A repair costs 40 euros for a bicycle, and spare parts are extra.',
    '## Can I borrow a bicycle meanwhile?',
    'You can borrow a bicycle meanwhile for 5 euros a day.',
  ].join('\n\n');
  const ASKED = 'How long does a bicycle repair take?';
  beforeAll(() => saveArticle('Bicycle repair', GUIDE));

  it('are prepared after an answer, shown with the next one, and answered from store when they are asked', async () => {
    const first = await new Visitor().ask(message(ASKED));
    expect(offers(first)).toEqual([]);
    expect(await work('predict-follow-ups')).toBe(1);
    expect(await ready()).toEqual(['Can I borrow a bicycle meanwhile?', 'What does a repair cost?']);
    const visitor = new Visitor();
    const question = message(ASKED);
    const shown = await visitor.ask(question);
    expect(offers(shown)).toEqual(['What does a repair cost?', 'Can I borrow a bicycle meanwhile?']);
    const calls = upstream.calls.length;
    const next = await visitor.ask(message('What does a repair cost?', randomUUID(), question.id));
    expect(receiptOf(next)).toMatchObject({ cache: 'answer', modelCalls: 0, costMicros: 0 });
    expect(upstream.calls).toHaveLength(calls);
    expect(offers(next), 'what was asked is not offered again').toEqual(['Can I borrow a bicycle meanwhile?']);
    expect(await figures()).toMatchObject({ made: 2, used: 1, unused: 0, waste: null });
    expect(await work('predict-follow-ups'), 'once in six hours').toBe(0);
  });

  it('are not shown once their answer has expired, and are looked for again', async () => {
    await new Visitor().ask(message(ASKED));
    await work('predict-follow-ups');
    await saveArticle('Bicycle repair', `${GUIDE}\n\nPrices may change.`);
    expect(offers(await new Visitor().ask(message(ASKED)))).toEqual([]);
    expect(await work('predict-follow-ups')).toBe(1);
    expect(offers(await new Visitor().ask(message(ASKED)))).toHaveLength(2);
    expect(await figures()).toMatchObject({ made: 4, used: 0, unused: 2 });
    await saveArticle('Bicycle repair', GUIDE);
  });

  it('are shown only while their answer is ready', async () => {
    await new Visitor().ask(message(ASKED));
    await work('predict-follow-ups');
    await database.admin(
      "update stored_answers set expires_at = now() - interval '1 second' where company_id = $1 and question like 'What%'",
      [companyId],
    );
    expect(offers(await new Visitor().ask(message(ASKED)))).toEqual(['Can I borrow a bicycle meanwhile?']);
    await lookAfter();
    expect(await figures(), 'what has had its time is counted').toMatchObject({ made: 2, used: 0, unused: 1 });
  });

  it('come first from what three visitors asked next; not from one alone, nor what is personal or elsewhere', async () => {
    const elsewhere = 'How long does delivery take?';
    const insistent = new Visitor();
    for (const [visitor, ...said] of [
      [new Visitor(), 'Is a bicycle repair a matter of a morning?', 'Where is my bicycle 4711234?', elsewhere],
      [new Visitor(), 'is a bicycle repair a matter of a MORNING', 'Where is my bicycle 4711234?', elsewhere],
      [new Visitor(), 'is a bicycle repair a matter of a morning', 'Where is my bicycle 4711234?', elsewhere],
      [insistent, 'Is a bicycle repair done by a wizard?'],
      [insistent, 'Is a bicycle repair done by a wizard?'],
      [insistent, 'Is a bicycle repair done by a wizard?'],
    ] as const) {
      const start = message(ASKED);
      await visitor.ask(start);
      for (const text of said) await visitor.ask(message(text, randomUUID(), start.id));
    }
    await work('predict-follow-ups');
    expect(offers(await new Visitor().ask(message(ASKED)))).toEqual([
      'Is a bicycle repair a matter of a morning?',
      'What does a repair cost?',
      'Can I borrow a bicycle meanwhile?',
    ]);
  });

  it('are not prepared while prefetch is off', async () => {
    await database.admin('insert into prefetch_settings (company_id, enabled) values ($1, false)', [companyId]);
    await new Visitor().ask(message(ASKED));
    expect(await work('predict-follow-ups')).toBe(0);
  });

  it('switch themselves off above the set waste, of at least 20 that came to an end', async () => {
    const count = (used: number, unused: number) =>
      database.admin(
        `insert into prepared_answer_hours (company_id, hour, kind, made, used, unused)
         values ($1, date_trunc('hour', now()), 'predicted', $2::integer + $3::integer, $2::integer, $3::integer)
         on conflict (company_id, hour, kind) do update set made = excluded.made, used = excluded.used, unused = excluded.unused`,
        [companyId, used, unused],
      );
    await count(13, 6);
    await new Visitor().ask(message(ASKED));
    await work('predict-follow-ups');
    expect(await figures()).toMatchObject({ waste: null, stoppedAt: null });
    expect(await ready()).not.toEqual([]);

    await database.admin('delete from follow_up_sets where company_id = $1', [companyId]);
    await count(14, 6);
    await new Visitor().ask(message(ASKED));
    await work('predict-follow-ups');
    expect(await figures(), '30 % is not above 30 %').toMatchObject({ waste: 0.3, stoppedAt: null });

    await database.admin('delete from follow_up_sets where company_id = $1', [companyId]);
    await count(13, 7);
    await new Visitor().ask(message(ASKED));
    await work('predict-follow-ups');
    expect(await figures()).toMatchObject({ waste: 0.35, stoppedWaste: 0.35, stoppedAt: expect.any(String) });
    await database.admin('delete from follow_up_sets where company_id = $1', [companyId]);
    await new Visitor().ask(message(ASKED));
    expect(await work('predict-follow-ups')).toBe(0);
  });

  it('count waste in money where they cost money', async () => {
    await database.admin(
      `insert into prepared_answer_hours (company_id, hour, kind, made, used, unused, cost_micros, used_cost_micros, unused_cost_micros)
       values ($1, date_trunc('hour', now()), 'predicted', 25, 10, 10, 1000, 900, 100)`,
      [companyId],
    );
    expect(await figures()).toMatchObject({ waste: 0.1, unusedCostMicros: 100 });
  });
});

describe('who may pin', () => {
  /** A member of the company, as the gate would hand them over. */
  async function member(role: 'admin' | 'agent'): Promise<MemberCtx> {
    const user = await signUpUser(database);
    await database.admin(
      "insert into members (company_id, user_id, role, display_name, email) values ($1, $2, $3, 'Ada', $4)",
      [companyId, user.id, role, user.email],
    );
    return {
      companyId: companyId as MemberCtx['companyId'],
      companyName: 'Turn Test',
      requestId: randomUUID(),
      trace: createTrace(),
      actor: { type: 'member', userId: user.id, role, name: 'Ada', email: user.email },
      db: user.client as MemberCtx['db'],
    };
  }
  const verbs = () => import('@/lib/chat/prepared/mutations');
  const list = async (ctx: MemberCtx) => (await import('@/lib/chat/prepared/data')).listPinned(ctx);

  it('admins may: once each, in their order, with the answer beside it', async () => {
    const { pinQuestion, movePinned, changePinned, remakeAnswer, unpinQuestion } = await verbs();
    const ctx = await member('admin');
    for (const question of [PINNED, 'How long does delivery take?']) await pinQuestion(ctx, { question });
    await expect(pinQuestion(ctx, { question: 'how can I return a parcel' })).rejects.toMatchObject({
      code: 'conflict',
    });
    for (const [question, why] of [
      ['Hello', 'It is small talk'],
      ['Call me at 0301234567, please', 'It holds contact data.'],
      ['What does a kite cost? And how heavy is it?', 'It asks several things'],
      ['How much does it cost?', 'is understood only after what was said before.'],
    ] as const) {
      const refusal = { code: 'unprocessable', message: expect.stringContaining(why) };
      await expect(pinQuestion(ctx, { question })).rejects.toMatchObject(refusal);
    }
    await work('prepare-answers');
    const [first, second] = await list(ctx);
    expect(first).toMatchObject({ question: PINNED, enabled: true, hits: 0, problem: null });
    expect(first?.answer).toMatchObject({ text: 'Within 30 days. [1]', sources: [{ title: 'Returns' }] });
    await movePinned(ctx, second?.id ?? '', -1);
    expect((await list(ctx)).map(({ question }) => question)).toEqual(['How long does delivery take?', PINNED]);

    const { commonQuestions } = await import('@/lib/chat/prepared/common-questions');
    const inWidget = async () => commonQuestions.read(await new Visitor().context());
    expect(await inWidget()).toEqual(['How long does delivery take?', PINNED]);
    upstream.set({ tokens: ['A ', 'month. ', '[1]'] });
    await remakeAnswer(ctx, first?.id ?? '');
    expect(await inWidget(), 'an answer that is being made again').toEqual(['How long does delivery take?']);
    await changePinned(ctx, second?.id ?? '', { question: 'Is express delivery quick?' });
    expect((await list(ctx)).map(({ answer }) => answer)).toEqual([null, null]);
    await work('prepare-answers');
    expect((await list(ctx)).map(({ answer }) => answer?.text)).toEqual(['A month. [1]', 'A month. [1]']);
    await unpinQuestion(ctx, second?.id ?? '');
    expect(await ready()).toEqual([PINNED]);
    await expect(unpinQuestion(ctx, second?.id ?? '')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('agents may read, and nothing else', async () => {
    const { pinQuestion, changePinned, remakeAnswer, unpinQuestion, savePrefetch } = await verbs();
    const id = await pin(PINNED);
    const agent = await member('agent');
    expect(await list(agent)).toHaveLength(1);
    await expect(pinQuestion(agent, { question: 'Is it red?' })).rejects.toThrow();
    for (const attempt of [
      changePinned(agent, id, { enabled: false }),
      remakeAnswer(agent, id),
      unpinQuestion(agent, id),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'not-found' });
    await expect(savePrefetch(agent, { enabled: false, maxWastePercent: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('who switches prefetch on again has it counted anew', async () => {
    const ctx = await member('admin');
    const { savePrefetch } = await verbs();
    await database.admin(
      `insert into prepared_answer_hours (company_id, hour, kind, made, used, unused)
       values ($1, date_trunc('hour', now()), 'predicted', 40, 10, 30)`,
      [companyId],
    );
    await database.admin(
      'insert into prefetch_settings (company_id, stopped_at, stopped_waste) values ($1, now(), 0.75)',
      [companyId],
    );
    await savePrefetch(ctx, { enabled: true, maxWastePercent: 40 });
    expect(await figures()).toMatchObject({
      stoppedAt: null,
      maxWastePercent: 40,
      enabled: true,
      made: 0,
      waste: null,
    });
  });
});

it('a company goes with all that was prepared for it', async () => {
  const [other] = await database.admin<{ id: string }>(
    "insert into companies (slug, name) values ($1, 'Gone') returning id",
    [`gone-${randomUUID().slice(0, 8)}`],
  );
  for (const kind of ['pinned', 'predicted'])
    await database.admin(
      `insert into stored_answers (company_id, key, depth, kind, question, text, expires_at)
       values ($1, $2, 'balanced', $2, 'q', 't', '2100-01-01')`,
      [other?.id, kind],
    );
  await database.admin("insert into pinned_questions (company_id, question, key) values ($1, 'q', 'pinned')", [
    other?.id,
  ]);
  await database.admin('delete from companies where id = $1', [other?.id]);
  expect(await database.admin('select from stored_answers where company_id = $1', [other?.id])).toEqual([]);
});
