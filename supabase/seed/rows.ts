/** Turns conversations into the rows that real ones would have left behind. */
import { judgePlan } from '../../lib/chat/plan.ts';
import { extractContact } from '../../lib/leads/contact.ts';
import { readByRules } from '../../lib/leads/reading.ts';
import { scoreLead } from '../../lib/leads/score.ts';
import type { Database } from '../../lib/platform/supabase/database.types.ts';
import type { Passages } from './knowledge.ts';
import { type Random, randomOf } from './random.ts';
import type { Line, Script } from './scripts.ts';
import { figuresOf } from './timings.ts';

type Insert<Table extends keyof Database['public']['Tables']> = Database['public']['Tables'][Table]['Insert'];

/** Rows by table, in the order in which foreign keys allow them. */
export type Rows = {
  visitors: Insert<'visitors'>[];
  chat_sessions: Insert<'chat_sessions'>[];
  chat_messages: Insert<'chat_messages'>[];
  chat_turns: Insert<'chat_turns'>[];
  answer_ratings: Insert<'answer_ratings'>[];
  message_insights: Insert<'message_insights'>[];
  leads: Insert<'leads'>[];
  usage_counters: Insert<'usage_counters'>[];
};

/** A conversation and the moment of its last message, in milliseconds since 1970. */
export type Dated = { key: string; script: Script; endsAt: number };

export type Company = {
  id: string;
  site: string;
  /** The demo's present, in milliseconds since 1970. */
  anchor: number;
  /** People who answer, by first name; the first answers where nobody is named. */
  people: { firstName: string; userId: string }[];
  passages: Passages;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WELCOME: Record<string, string> = {
  en: 'You are welcome.',
  de: 'Gern geschehen.',
  fr: 'Avec plaisir.',
  es: 'De nada.',
  ar: 'على الرحب والسعة.',
  ja: 'どういたしまして。',
};

export function rowsOf(company: Company, conversations: Dated[]): Rows {
  const rows: Rows = {
    visitors: [],
    chat_sessions: [],
    chat_messages: [],
    chat_turns: [],
    answer_ratings: [],
    message_insights: [],
    leads: [],
    usage_counters: [],
  };
  const usage = new Map<string, number>();
  const count = (at: number, metric: string, value: number) => {
    if (value <= 0) return;
    const key = `${iso(Math.floor(at / HOUR_MS) * HOUR_MS)} ${metric}`;
    usage.set(key, (usage.get(key) ?? 0) + value);
  };
  for (const conversation of conversations) addConversation(rows, company, conversation, count);
  rows.usage_counters = [...usage].map(([key, value]) => {
    const [hour = '', metric = ''] = key.split(' ');
    return { company_id: company.id, hour, metric, value };
  });
  return rows;
}

function addConversation(
  rows: Rows,
  company: Company,
  { key, script, endsAt }: Dated,
  count: (at: number, metric: string, value: number) => void,
): void {
  const random = randomOf(key);
  const said = complete(script);
  const times = timesOf(random, said, endsAt);
  const [sessionId, visitorId] = [random.uuid(), random.uuidAt(times[0] ?? endsAt)];
  const agent = agentOf(company, said);
  let turnOf: string | null = null;
  let messages = 0;
  let last: { at: number; text: string; role: 'user' | 'assistant' | 'agent' } = { at: endsAt, text: '', role: 'user' };
  let plan = judgePlan('');

  for (const [index, line] of said.entries()) {
    const at = times[index] ?? endsAt;
    const answered = said[index + 1]?.by === 'assistant';
    if (line.by === 'assistant') {
      if (turnOf === null) throw new Error(`In the demo conversation ${key} an answer has no question.`);
      const asked = times[index - 1] ?? at;
      const figures = figuresOf(random, plan, line, messages, asked, company.anchor);
      const settled = asked + figures.total_ms;
      const turnId = random.uuidAt(asked + 5);
      const outcome = line.shape === 'failed' || line.shape === 'interrupted' ? line.shape : 'complete';
      const sources = company.passages.cite(line);
      rows.chat_turns.push({
        id: turnId,
        company_id: company.id,
        session_id: sessionId,
        user_message_id: turnOf,
        outcome,
        plan: plan.name,
        plan_reason: plan.reason,
        ...figures,
        search_end: searchEndOf(plan, sources.length > 0),
        error_code: outcome === 'failed' ? 'model-failed' : null,
        created_at: iso(asked + 4),
        settled_at: iso(settled),
      });
      count(asked, 'turns', 1);
      count(asked, 'input_tokens', figures.input_tokens);
      count(asked, 'output_tokens', figures.output_tokens);
      count(asked, 'cost_micros', figures.cost_micros);
      if (line.text === '') continue;
      rows.chat_messages.push({
        id: turnId,
        company_id: company.id,
        session_id: sessionId,
        role: 'assistant',
        author_id: null,
        client_message_id: null,
        text: line.text,
        sources,
        created_at: iso(settled),
      });
      const rating = ratingOf(randomOf(`${key} rating ${index}`), sources.length > 0);
      if (rating && outcome === 'complete' && plan.usesKnowledge) {
        rows.answer_ratings.push({
          turn_id: turnId,
          company_id: company.id,
          rating,
          rated_at: iso(settled + MINUTE_MS),
        });
      }
      last = { at: settled, text: line.text, role: 'assistant' };
    } else {
      const id = random.uuidAt(at);
      rows.chat_messages.push({
        id,
        company_id: company.id,
        session_id: sessionId,
        role: line.by === 'visitor' ? 'user' : 'agent',
        author_id: line.by === 'person' ? (agent?.userId ?? null) : null,
        client_message_id: random.uuid(),
        text: line.text,
        sources: [],
        created_at: iso(at),
      });
      last = { at, text: line.text, role: line.by === 'visitor' ? 'user' : 'agent' };
      if (line.by === 'visitor') count(at, 'requests', 1 + random.whole(0, 2));
      if (answered) {
        turnOf = id;
        plan = judgePlan(line.text);
        if (plan.name !== 'simple')
          addInsight(rows, { id, at, text: line.text, sessionId, locale: script.locale }, company.id);
      }
    }
    messages += 1;
  }

  const open = script.open || (company.anchor - endsAt < 40 * HOUR_MS && random.chance(0.6));
  const handledBy = open ? agent : undefined;
  const firstAt = times[0] ?? endsAt;
  rows.visitors.push({
    id: visitorId,
    company_id: company.id,
    name: script.name,
    email: script.email,
    phone: null,
    locale: script.locale,
    created_at: iso(firstAt),
    last_seen_at: iso(last.at),
  });
  rows.chat_sessions.push({
    id: sessionId,
    company_id: company.id,
    visitor_id: visitorId,
    status: open ? 'open' : 'closed',
    handler: handledBy ? 'agent' : 'assistant',
    assigned_to: handledBy?.userId ?? null,
    title: oneLine(said[0]?.text ?? '', 160),
    page_url: `${company.site}${script.page}`,
    locale: script.locale,
    message_count: messages,
    last_message_preview: oneLine(last.text, 200),
    last_message_role: last.role,
    last_message_at: iso(last.at),
    created_at: iso(firstAt),
    closed_at: open ? null : iso(Math.min(last.at + random.between(0.2, 20) * HOUR_MS, company.anchor)),
  });
  addLead(rows, company, { sessionId, visitorId, random, at: last.at, script, said });
}

/** What the product would have read in a message. */
function addInsight(
  rows: Rows,
  of: { id: string; at: number; text: string; sessionId: string; locale: string },
  companyId: string,
): void {
  const { intent, sentiment, language } = readByRules([of.text], of.locale).insight;
  rows.message_insights.push({
    message_id: of.id,
    company_id: companyId,
    session_id: of.sessionId,
    intent,
    sentiment,
    language,
    source: 'rules',
    created_at: iso(of.at),
  });
}

function addLead(
  rows: Rows,
  company: Company,
  of: { sessionId: string; visitorId: string; random: Random; at: number; script: Script; said: Line[] },
): void {
  const texts = of.said.filter(({ by }) => by === 'visitor').map(({ text }) => text);
  if (!texts.some((text) => judgePlan(text).leadWork)) return;
  const contact = extractContact(texts);
  const { score, reasons, status } = scoreLead(texts, contact);
  if (score === 0) return;
  const old = company.anchor - of.at > 6 * 24 * HOUR_MS;
  rows.leads.push({
    id: of.random.uuidAt(of.at),
    company_id: company.id,
    session_id: of.sessionId,
    visitor_id: of.visitorId,
    name: contact.name ?? of.script.name,
    email: contact.email,
    phone: contact.phone,
    company_name: contact.companyName,
    score,
    reasons,
    status: old && status === 'qualified' ? of.random.pick(['contacted', 'won', 'lost'] as const) : status,
    created_at: iso(of.at),
    updated_at: iso(of.at),
  });
}

/** A last word of the visitor to the assistant is answered too, as the product would. */
function complete({ lines, locale }: Script): Line[] {
  const last = lines.at(-1);
  if (last?.by !== 'visitor' || lines.some(({ by }) => by === 'person')) return lines;
  const text = WELCOME[locale.slice(0, 2)] ?? 'You are welcome.';
  return [...lines, { by: 'assistant', text, articles: [], shape: 'whole' }];
}

/** When each line was said, counted back from the last. Answers are near their question; people take minutes. */
function timesOf(random: Random, lines: Line[], endsAt: number): number[] {
  const times: number[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (index > 0) {
      const reading = line.by === 'person' ? random.between(40, 200) : random.between(12, 110);
      at += line.by === 'assistant' ? 3_000 : Math.round(reading * 1_000);
    }
    times.push(at);
  }
  return times.map((time) => Math.round(endsAt - at + time));
}

function agentOf(company: Company, lines: Line[]): { userId: string } | undefined {
  const words = lines.filter(({ by }) => by === 'person').map(({ text }) => text);
  if (words.length === 0) return undefined;
  return company.people.find(({ firstName }) => words.some((text) => text.includes(firstName))) ?? company.people[0];
}

function oneLine(text: string, length: number): string {
  return [...text.replace(/\s+/g, ' ')].slice(0, length).join('');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** How the search of an answer ended: a wish for a person and contact data are not asked of the articles. */
function searchEndOf(plan: ReturnType<typeof judgePlan>, cited: boolean): string {
  if (!plan.usesKnowledge) return 'none';
  if (cited) return 'answered';
  return ['asks for a person', 'contact data'].includes(plan.reason) ? 'none' : 'nothing';
}

/** One answer in nine is rated, mostly well when it rests on an article. */
function ratingOf(random: Random, cited: boolean): 'good' | 'bad' | null {
  if (!random.chance(0.11)) return null;
  return random.chance(cited ? 0.86 : 0.35) ? 'good' : 'bad';
}
