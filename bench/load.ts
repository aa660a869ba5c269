/**
 * The load generator: a process of its own that opens streams over kept connections and times what arrives.
 * It gets orders from its parent, one at a time, and answers each with its samples.
 */
import { randomUUID } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Receipt } from '../lib/chat/schema.ts';
import { hasText, readStream, type TargetKind } from './turn-stream.ts';

/** So many turns against a target, so many at a time. */
export type Order = {
  kind: TargetKind;
  /** Address to post to. */
  url: string;
  streams: number;
  turns: number;
  /** The slots begin spread over this time, in milliseconds, so that they do not march in step. */
  spreadMs: number;
  sessions: Sessions;
  /** `distinct`: nobody asked it before; `repeated`: the same few again and again. */
  asking: 'distinct' | 'repeated';
  /** What a visitor of ours may ask. */
  questions: string[];
  /** The text that each answer must carry. */
  expected: string;
};

/**
 * How a visitor's turns share sessions: `mixed`, a few to each; `warm`, many to each, and the first of each is not
 * measured; `new`, one to each.
 */
export type Sessions = 'mixed' | 'warm' | 'new';

/** One turn as its reader saw it. Times in milliseconds from the moment the request was made. */
export type Sample = {
  firstTextMs: number;
  totalMs: number;
  newSession: boolean;
  receipt: Receipt | null;
};

/** Wrong turns are told apart: they have no place among the times. */
export type Delivery = { samples: Sample[]; wrong: string[]; wallMs: number; unmeasured: number };

/** A visitor keeps their token for good and a session for a few turns. */
type Visitor = { token: string | undefined; sessionId: string; turns: number };

const TURNS_A_SESSION: Record<Sessions, number> = { mixed: 4, warm: 8, new: 1 };
const REPEATED_QUESTIONS = 20;
const GIVE_UP_MS = 60_000;

const visitors = new Map<number, Visitor>();
let asked = 0;

async function carryOut(order: Order): Promise<Delivery> {
  const delivery: Delivery = { samples: [], wrong: [], wallMs: 0, unmeasured: 0 };
  // Connections are kept within an order only: a server closes those that were idle since the last one.
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  let left = order.turns;
  const began = performance.now();
  const slot = async (index: number) => {
    await pause((order.spreadMs * index) / order.streams);
    while (left-- > 0) {
      try {
        // Read after the wait: other slots count meanwhile.
        const unmeasured = order.sessions === 'warm' ? await warmUp(order, index, agent) : 0;
        delivery.unmeasured += unmeasured;
        delivery.samples.push(await takeTurn(order, index, agent));
      } catch (error) {
        delivery.wrong.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: order.streams }, (_, index) => slot(index)));
  delivery.wallMs = performance.now() - began;
  agent.destroy();
  return delivery;
}

/** A session that has not said anything yet says something. @returns how many turns that took, which are not measured */
async function warmUp(order: Order, slot: number, agent: Agent): Promise<number> {
  const turns = visitors.get(slot)?.turns ?? 0;
  if (order.kind !== 'ours' || turns % TURNS_A_SESSION.warm !== 0) return 0;
  await takeTurn(order, slot, agent);
  return 1;
}

async function takeTurn(order: Order, slot: number, agent: Agent): Promise<Sample> {
  const visitor = visitors.get(slot) ?? { token: undefined, sessionId: randomUUID(), turns: 0 };
  visitors.set(slot, visitor);
  const newSession = visitor.turns % TURNS_A_SESSION[order.sessions] === 0;
  if (order.kind === 'ours') {
    if (newSession) visitor.sessionId = randomUUID();
    visitor.turns++;
  }
  const answer = await post(order, agent, bodyOf(order, visitor), {
    'content-type': 'application/json',
    ...(order.kind === 'ours' ? { 'x-widget-key': 'wk_demo' } : {}),
    ...(order.kind === 'ours' && visitor.token ? { authorization: `Bearer ${visitor.token}` } : {}),
  });
  const token = answer.headers['x-visitor-token'];
  if (typeof token === 'string') visitor.token = token;
  const { text, finished, receipt } = readStream(order.kind, answer.received);
  if (!finished || text !== order.expected) throw new Error(`wrong answer: ${answer.received.slice(-600)}`);
  if (order.kind === 'ours' && !receipt) throw new Error('an answer of ours came without its receipt');
  return { firstTextMs: answer.firstTextMs, totalMs: answer.totalMs, newSession, receipt };
}

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/**
 * A question that nobody asked before, in words: one with a long number is taken for personal and kept from stored
 * answers altogether, which would spare it what ordinary questions cost.
 */
const distinct = (question: string) =>
  `${question} It is for team ${[...String(asked)].map((d) => DIGITS[Number(d)]).join(' ')}.`;

function bodyOf({ kind, questions, asking }: Order, visitor: Visitor): string {
  asked++;
  const text =
    asking === 'repeated'
      ? questions[asked % Math.min(questions.length, REPEATED_QUESTIONS)]
      : distinct(questions[asked % questions.length] ?? '');
  const message = { id: `bench-${asked}`, role: 'user', parts: [{ type: 'text', text }] };
  if (kind === 'ours') return JSON.stringify({ id: visitor.sessionId, message });
  if (kind === 'bare') return JSON.stringify({ messages: [message] });
  return JSON.stringify({ model: 'upstream', stream: true, messages: [{ role: 'user', content: text }] });
}

type Answer = { headers: IncomingHttpHeaders; received: string; firstTextMs: number; totalMs: number };

function post(order: Order, agent: Agent, body: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const outgoing = request(
      order.url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
      (response) => {
        let received = '';
        let firstTextMs = Number.NaN;
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          received += piece;
          if (Number.isNaN(firstTextMs) && hasText(order.kind, received)) firstTextMs = performance.now() - began;
        });
        response.on('error', reject);
        response.on('end', () => {
          const totalMs = performance.now() - began;
          if (response.statusCode === 200) resolve({ headers: response.headers, received, firstTextMs, totalMs });
          else reject(new Error(`status ${response.statusCode}: ${received.slice(0, 300)}`));
        });
      },
    );
    outgoing.setTimeout(GIVE_UP_MS, () => outgoing.destroy(new Error(`nothing came for ${GIVE_UP_MS / 1000} s`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

process.on('message', async (order: Order) => process.send?.(await carryOut(order)));
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' });
