import { describe, expect, it } from 'vitest';
import { newId } from '@/lib/platform/ids';
import { addCompany, addTurn, call, server, settle, useFollowUpsWorld } from './follow-ups-world.ts';

useFollowUpsWorld();

const recordTurns = async () => (await import('@/lib/chat/record-turns')).recordTurns();
const figuresOf = (companyId: string) =>
  server.admin(
    `select plan, model, cache, turns, complete, interrupted, failed, fallback, first_tokens, first_token_ms, within_half_second,
       input_tokens, cached_input_tokens, output_tokens, cost_micros, reading_cost_micros
     from analytics_hours where company_id = $1 order by plan, model, cache`,
    [companyId],
  );
const auditOf = (companyId: string) =>
  server.admin('select action, subject_id, detail from audit_log where company_id = $1 order by id', [companyId]);
const eventsOf = (companyId: string) =>
  server.admin<{ id: string; type: string; subject_id: string; payload: Record<string, unknown> }>(
    'select id, type, subject_id, payload from webhook_events where company_id = $1 order by type',
    [companyId],
  );
const detailOf = async (turnId: string) =>
  (await server.admin<{ cost_detail: unknown }>('select cost_detail from chat_turns where id = $1', [turnId]))[0]
    ?.cost_detail;

/** One call to the light model. */
const readingCall = () => ({
  id: newId(),
  provider: 'openai',
  model: 'gpt-4.1-nano',
  tokens: { input: 600, cachedInput: 100, output: 50 },
});

describe('a recorded turn', () => {
  it('has its cost by kind of token, with the rate and its date', async () => {
    const turn = await addTurn(await addCompany());
    await settle(turn);
    await recordTurns();
    expect(await detailOf(turn.turnId)).toEqual({
      model: 'gpt-4.1-mini-2025-04-14',
      freshInput: { tokens: 800, micros: 320 },
      cachedInput: { tokens: 200, micros: 20 },
      output: { tokens: 100, micros: 160 },
      totalMicros: 500,
      rate: {
        model: 'gpt-4.1-mini',
        effectiveFrom: '2025-04-14',
        input: 400_000,
        cachedInput: 100_000,
        output: 1_600_000,
      },
    });
  });

  it('is priced by the rate that held on its day, and not at all without one', async () => {
    await server.admin(
      `insert into model_rates values ('dated', current_date - 30, 1000000, 0, 0), ('dated', current_date - 10, 2000000, 0, 0),
         ('dated', current_date + 1, 9000000, 0, 0)`,
    );
    const companyId = await addCompany();
    const [now, before, unknown] = [await addTurn(companyId), await addTurn(companyId), await addTurn(companyId)];
    for (const turn of [now, before]) await settle(turn, { model: 'dated' });
    await settle(unknown, { model: 'nobody-knows' });
    await server.admin("update chat_turns set created_at = now() - interval '20 days' where id = $1", [before.turnId]);
    await recordTurns();
    expect(await detailOf(now.turnId)).toMatchObject({ rate: { input: 2_000_000 }, freshInput: { micros: 1600 } });
    expect(await detailOf(before.turnId)).toMatchObject({ rate: { input: 1_000_000 }, freshInput: { micros: 800 } });
    expect(await detailOf(unknown.turnId)).toMatchObject({ rate: null, freshInput: { tokens: 800, micros: null } });
  });

  it('counts once in the figures of its hour, however often and by however many it is recorded', async () => {
    const companyId = await addCompany();
    const turns = await Promise.all(Array.from({ length: 5 }, () => addTurn(companyId)));
    const [slow, stored, failed, small, running] = turns;
    if (!slow || !stored || !failed || !small || !running) throw new Error('turns are missing');
    await settle(slow, { firstTokenMs: 800, fallback: true });
    await settle(stored, {
      cache: 'answer',
      model: null,
      provider: null,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      costMicros: 0,
    });
    await settle(failed, { outcome: 'failed', text: '', firstTokenMs: null });
    await settle(small, { plan: 'simple' });
    await Promise.all([recordTurns(), recordTurns(), recordTurns()]);
    await recordTurns();
    const none = { interrupted: 0, failed: 0, fallback: 0, reading_cost_micros: 0 };
    const one = { ...none, input_tokens: 1000, cached_input_tokens: 200, output_tokens: 100, cost_micros: 500 };
    expect(await figuresOf(companyId)).toEqual([
      {
        ...none,
        plan: 'moderate',
        model: 'gpt-4.1-mini-2025-04-14',
        cache: 'none',
        turns: 2,
        complete: 1,
        failed: 1,
        fallback: 1,
        first_tokens: 1,
        first_token_ms: 800,
        within_half_second: 0,
        input_tokens: 2000,
        cached_input_tokens: 400,
        output_tokens: 200,
        cost_micros: 1000,
      },
      {
        ...none,
        plan: 'moderate',
        model: 'none',
        cache: 'answer',
        turns: 1,
        complete: 1,
        first_tokens: 1,
        first_token_ms: 240,
        within_half_second: 1,
        input_tokens: 0,
        cached_input_tokens: 0,
        output_tokens: 0,
        cost_micros: 0,
      },
      {
        ...one,
        plan: 'simple',
        model: 'gpt-4.1-mini-2025-04-14',
        cache: 'none',
        turns: 1,
        complete: 1,
        first_tokens: 1,
        first_token_ms: 240,
        within_half_second: 1,
      },
    ]);
  });

  it('leaves a line in the audit log for what left the house, and for nothing else', async () => {
    const companyId = await addCompany();
    const [model, builtIn, stored] = [await addTurn(companyId), await addTurn(companyId), await addTurn(companyId)];
    await settle(model);
    await settle(builtIn, { provider: 'halfsecond', model: 'built-in' });
    await settle(stored, { cache: 'answer', model: null, provider: null, modelCalls: 0 });
    await recordTurns();
    expect(await auditOf(companyId)).toEqual([
      {
        action: 'model.answered',
        subject_id: model.turnId,
        detail: {
          provider: 'openai',
          model: 'gpt-4.1-mini-2025-04-14',
          inputTokens: 1000,
          cachedInputTokens: 200,
          outputTokens: 100,
          calls: 1,
        },
      },
    ]);
  });
});

describe('an answer that several shared', () => {
  const shared = { cache: 'coalesced', modelCalls: 0 };

  it('has cost and audit line with the one that pays, also when that one did not make the call', async () => {
    const companyId = await addCompany();
    const [payer, listener] = [await addTurn(companyId), await addTurn(companyId)];
    await settle(payer, shared);
    await settle(listener, { ...shared, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costMicros: 0 });
    await recordTurns();
    expect(await detailOf(payer.turnId)).toMatchObject({ totalMicros: 500, output: { tokens: 100 } });
    expect(await detailOf(listener.turnId)).toBeNull();
    expect(await auditOf(companyId)).toMatchObject([
      { action: 'model.answered', subject_id: payer.turnId, detail: { inputTokens: 1000, calls: 0 } },
    ]);
  });

  it('by a model without a price leaves its line too', async () => {
    const companyId = await addCompany();
    const payer = await addTurn(companyId);
    await settle(payer, { ...shared, model: 'nobody-knows', costMicros: 0 });
    await recordTurns();
    expect(await auditOf(companyId)).toMatchObject([{ subject_id: payer.turnId }]);
  });
});

describe('an answer that comes after its turn was given up', () => {
  it('is in the figures as what it became', async () => {
    const companyId = await addCompany();
    const [late, gone] = [await addTurn(companyId), await addTurn(companyId)];
    await server.admin("update chat_turns set created_at = now() - interval '2 minutes' where company_id = $1", [
      companyId,
    ]);
    expect(await call('sweep_turns', {})).toMatchObject({ abandoned: 2 });
    await recordTurns();
    expect(await figuresOf(companyId)).toEqual([]);
    await settle(late);
    await recordTurns();
    expect(await figuresOf(companyId)).toMatchObject([{ turns: 1, complete: 1, cost_micros: 500 }]);
    expect(await detailOf(late.turnId)).toMatchObject({ totalMicros: 500 });
    await server.admin("update chat_turns set settled_at = now() - interval '6 minutes' where id = $1", [gone.turnId]);
    await recordTurns();
    const ends = (await figuresOf(companyId)).map(({ complete, interrupted }) => [complete, interrupted]);
    expect(ends.sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

describe('a reading', () => {
  it('adds what it cost once: to the turn, the figures, the use and the audit log', async () => {
    const companyId = await addCompany();
    const turn = await addTurn(companyId);
    await settle(turn);
    const reading = { p_company_id: companyId, p_turn_id: turn.turnId, p_lead: null, p_asked: readingCall() };
    // The figures may come before or after it.
    await call('record_reading', reading);
    await recordTurns();
    await call('record_reading', reading);
    // 500 × 0.1 + 100 × 0.025 + 50 × 0.4 = 72.5 micro-dollars
    expect(await detailOf(turn.turnId)).toMatchObject({
      totalMicros: 500,
      reading: { totalMicros: 73, freshInput: { micros: 50 }, cachedInput: { micros: 2.5 }, output: { micros: 20 } },
    });
    expect(await figuresOf(companyId)).toMatchObject([{ turns: 1, cost_micros: 500, reading_cost_micros: 73 }]);
    expect((await auditOf(companyId)).map(({ action }) => action)).toEqual(['model.read', 'model.answered']);
    const used = await server.admin('select metric, value from usage_counters where company_id = $1 order by metric', [
      companyId,
    ]);
    expect(used).toEqual([
      { metric: 'cost_micros', value: 573 },
      { metric: 'input_tokens', value: 1600 },
      { metric: 'output_tokens', value: 150 },
      { metric: 'turns', value: 1 },
    ]);
  });

  it('adds what every attempt cost, when the ones before could not be stored', async () => {
    const companyId = await addCompany();
    const turn = await addTurn(companyId);
    await settle(turn);
    const about = { p_company_id: companyId, p_turn_id: turn.turnId };
    await call('record_reading', { ...about, p_lead: null, p_asked: readingCall() });
    const second = {
      ...about,
      p_session_id: turn.sessionId,
      p_message_id: turn.userMessageId,
      p_reading: { intent: 'order', sentiment: 0, language: 'en', source: 'model', qualifiedFrom: 60, lead: null },
      p_asked: readingCall(),
    };
    // The answer to a call may be lost, and the call made again.
    await call('save_reading', second);
    await call('save_reading', second);
    expect(await detailOf(turn.turnId)).toMatchObject({
      reading: { totalMicros: 146, output: { tokens: 100, micros: 40 }, rate: { output: 400_000 } },
    });
    await recordTurns();
    expect(await figuresOf(companyId)).toMatchObject([{ turns: 1, cost_micros: 500, reading_cost_micros: 146 }]);
    expect((await auditOf(companyId)).map(({ action }) => action).sort()).toEqual([
      'model.answered',
      'model.read',
      'model.read',
    ]);
  });

  it('changes nothing for a turn of another company', async () => {
    const [companyId, other] = [await addCompany(), await addCompany()];
    const turn = await addTurn(companyId);
    await settle(turn);
    await call('record_reading', { p_company_id: other, p_turn_id: turn.turnId, p_lead: null, p_asked: readingCall() });
    expect(await detailOf(turn.turnId)).toBeNull();
    expect([...(await auditOf(companyId)), ...(await auditOf(other))]).toEqual([]);
  });
});

describe('webhook events', () => {
  const lead = { score: 70, status: 'qualified', isNew: true, becameQualified: true };
  const endpoint = (companyId: string, types: string[], enabled = true) =>
    server.admin('insert into webhook_endpoints (company_id, url, event_types, enabled) values ($1, $2, $3, $4)', [
      companyId,
      'https://receiver.example/events',
      types,
      enabled,
    ]);
  const answered = async (companyId: string) => {
    const turn = await addTurn(companyId);
    await settle(turn);
    await call('record_reading', { p_company_id: companyId, p_turn_id: turn.turnId, p_lead: lead, p_asked: null });
    await recordTurns();
    return turn;
  };

  it('are queued once, in the form of Standard Webhooks, without a word of what was said', async () => {
    const companyId = await addCompany();
    await endpoint(companyId, ['message.answered', 'lead.created', 'lead.qualified']);
    const turn = await answered(companyId);
    await call('record_reading', { p_company_id: companyId, p_turn_id: turn.turnId, p_lead: lead, p_asked: null });
    const events = await eventsOf(companyId);
    expect(events.map(({ type, subject_id }) => [type, subject_id])).toEqual([
      ['lead.created', turn.sessionId],
      ['lead.qualified', turn.sessionId],
      ['message.answered', turn.turnId],
    ]);
    for (const { id, type, payload } of events) {
      expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
      expect(payload).toMatchObject({
        type,
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        data: { sessionId: turn.sessionId },
      });
      expect(JSON.stringify(payload)).not.toMatch(/parcel|on its way/i);
    }
  });

  it('are queued only where somebody wants to hear of them', async () => {
    const [silent, off, leadsOnly] = [await addCompany(), await addCompany(), await addCompany()];
    await endpoint(off, ['message.answered', 'lead.created'], false);
    await endpoint(leadsOnly, ['lead.created']);
    for (const companyId of [silent, off, leadsOnly]) await answered(companyId);
    expect(await eventsOf(silent)).toEqual([]);
    expect(await eventsOf(off)).toEqual([]);
    expect((await eventsOf(leadsOnly)).map(({ type }) => type)).toEqual(['lead.created']);
  });

  it('go when nobody has fetched them in time', async () => {
    const companyId = await addCompany();
    await endpoint(companyId, ['message.answered']);
    await answered(companyId);
    await call('sweep_turns', {});
    expect(await eventsOf(companyId)).toHaveLength(1);
    await server.admin("update webhook_events set expires_at = now() - interval '1 second'");
    await call('sweep_turns', {});
    expect(await eventsOf(companyId)).toEqual([]);
  });
});
