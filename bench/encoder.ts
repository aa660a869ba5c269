/**
 * Which way from a model to the browser is cheaper: the AI SDK's `streamText().toUIMessageStreamResponse()`, or
 * `model.doStream` with our own encoder of the same protocol. One process makes and reads the responses; the upstream
 * is another one. Contestants take turns, round by round.
 *
 *   tsx bench/encoder.ts [--rounds N] [--streams N] [--write]
 */
import { parseArgs } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { simulateReadableStream, streamText } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { createAnswerStream } from '../lib/chat/stream-encoder.ts';
import { startHelper } from './processes.ts';
import { markdownTable, writeResult } from './report.ts';
import { percentile } from './statistics.ts';
import { DEFAULT_BEHAVIOUR, tokensOf } from './upstream-answer.ts';

const TOKENS = 60;
const PROMPT = 'Where is my parcel?';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    streams: { type: 'string', default: '400' },
    write: { type: 'boolean', default: false },
  },
});

/** A model whose tokens are there at once: what remains is the way out. */
function mockModel(): LanguageModelV4 {
  const deltas = tokensOf({ ...DEFAULT_BEHAVIOUR, tokens: TOKENS });
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream<LanguageModelV4StreamPart>({
        initialDelayInMs: null,
        chunkDelayInMs: null,
        chunks: [
          { type: 'stream-start', warnings: [] },
          { type: 'text-start', id: '0' },
          ...deltas.map((delta) => ({ type: 'text-delta', id: '0', delta }) as const),
          { type: 'text-end', id: '0' },
          {
            type: 'finish',
            finishReason: { unified: 'stop', raw: 'stop' },
            usage: {
              inputTokens: { total: 400, noCache: 400, cacheRead: 0, cacheWrite: 0 },
              outputTokens: { total: TOKENS, text: TOKENS, reasoning: 0 },
            },
          },
        ],
      }),
    }),
  });
}

/** The SDK's own way. */
function viaStreamText(model: LanguageModelV4): Response {
  return streamText({ model, prompt: PROMPT }).toUIMessageStreamResponse();
}

/** The model's parts written straight into our encoder. */
function viaEncoder(model: LanguageModelV4): Response {
  const abort = new AbortController();
  const { read, writer } = createAnswerStream(() => abort.abort());
  void (async () => {
    writer.write({ type: 'start', messageId: 'answer' });
    writer.write({ type: 'start-step' });
    writer.write({ type: 'text-start', id: '0' });
    const result = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
      abortSignal: abort.signal,
    });
    const reader = result.stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (next.value.type === 'text-delta') writer.write({ type: 'text-delta', id: '0', delta: next.value.delta });
    }
    writer.write({ type: 'text-end', id: '0' });
    writer.write({ type: 'finish-step' });
    writer.write({ type: 'finish', finishReason: 'stop' });
    writer.end();
  })();
  return new Response(read());
}

/** The upstream's bytes unread: the floor that no encoder can go below. */
const viaBytes = (url: string) =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: PROMPT }] }),
  });

async function readAll(response: Response, needle: string): Promise<void> {
  const text = await response.text();
  const count = text.split(needle).length - 1;
  // The SDK may pass on the empty piece of text that announces the role.
  if (count !== TOKENS && count !== TOKENS + 1) throw new Error(`A stream carried ${count} tokens, not ${TOKENS}.`);
}

type Sample = { cpuMs: number; perSecond: number };

/** Makes so many streams, so many at a time. */
async function measure(
  ask: () => Response | Promise<Response>,
  needle: string,
  total: number,
  at: number,
): Promise<Sample> {
  let left = total;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const slot = async () => {
    while (left-- > 0) await readAll(await ask(), needle);
  };
  await Promise.all(Array.from({ length: at }, slot));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / total, perSecond: total / seconds };
}

const upstream = await startHelper<{ url: string }>('./fake-upstream.ts', ['--tokens', String(TOKENS)]);
const { url } = upstream.ready;
const openai = createOpenAI({ baseURL: url, apiKey: 'bench' });
const atOnce = openai.chat('at-once');
const paced = openai.chat('paced');
const mock = mockModel();

const UI = '"type":"text-delta"';
const contestants = [
  { way: 'upstream bytes unread', model: 'HTTP', needle: '{"content":"', share: 1, ask: () => viaBytes(url) },
  { way: 'streamText', model: 'mock', needle: UI, share: 1, ask: () => viaStreamText(mock) },
  { way: 'doStream + own encoder', model: 'mock', needle: UI, share: 1, ask: () => viaEncoder(mock) },
  { way: 'streamText', model: '@ai-sdk/openai', needle: UI, share: 1, ask: () => viaStreamText(atOnce) },
  { way: 'doStream + own encoder', model: '@ai-sdk/openai', needle: UI, share: 1, ask: () => viaEncoder(atOnce) },
  // The paced streams take most of a second each, so fewer are made.
  { way: 'streamText', model: '@ai-sdk/openai, paced', needle: UI, share: 0.32, ask: () => viaStreamText(paced) },
  {
    way: 'doStream + own encoder',
    model: '@ai-sdk/openai, paced',
    needle: UI,
    share: 0.32,
    ask: () => viaEncoder(paced),
  },
];

try {
  await fetch(new URL('/control', url), {
    method: 'POST',
    body: JSON.stringify({ models: { paced: { firstTokenMs: 200, gapMs: 10 } } }),
  });
  const samples = new Map<string, Sample[]>();
  const total = Number(values.streams);
  for (const { ask, needle, share } of contestants) await measure(ask, needle, Math.ceil((total * share) / 4), 16);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const at of [16, 64]) {
      for (const { way, model, share, ask, needle } of contestants) {
        const key = `${way} ${model} ${at}`;
        const sample = await measure(ask, needle, Math.ceil(total * share), at);
        samples.set(key, [...(samples.get(key) ?? []), sample]);
      }
    }
  }
  const median = (key: string, field: keyof Sample) =>
    percentile(
      (samples.get(key) ?? []).map((sample) => sample[field]),
      50,
    );
  const rows = contestants.map(({ way, model }) => ({
    way,
    model,
    cpuMs16: median(`${way} ${model} 16`, 'cpuMs'),
    cpuMs64: median(`${way} ${model} 64`, 'cpuMs'),
    perSecond16: median(`${way} ${model} 16`, 'perSecond'),
    perSecond64: median(`${way} ${model} 64`, 'perSecond'),
  }));
  const table = markdownTable(
    ['way out', 'model', 'CPU ms a stream (16)', '(64)', 'streams/s (16)', '(64)'],
    rows.map((row) => [
      row.way,
      row.model,
      row.cpuMs16.toFixed(2),
      row.cpuMs64.toFixed(2),
      row.perSecond16.toFixed(0),
      row.perSecond64.toFixed(0),
    ]),
  );
  const text = `# Way out of the model\n\n${TOKENS} tokens a stream, Node ${process.version}, median of ${values.rounds} rounds of ${total} streams; CPU of the process that makes and reads the responses. Paced: the first token after 200 ms, the others 10 ms apart; their streams/s are set by the upstream.\n\n${table}\n`;
  process.stdout.write(`${text}\n`);
  if (values.write) await writeResult('encoder', text, { node: process.version, tokens: TOKENS, rows });
} finally {
  await upstream.stop();
}
