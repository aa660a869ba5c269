import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';

/** The part of a chunk that is read. Nothing in it is believed: a server may send anything under these names. */
type Chunk = {
  choices?: { delta?: { content?: unknown } | null; finish_reason?: unknown }[] | null;
  usage?: {
    prompt_tokens?: unknown;
    completion_tokens?: unknown;
    prompt_tokens_details?: { cached_tokens?: unknown } | null;
    completion_tokens_details?: { reasoning_tokens?: unknown } | null;
  } | null;
  error?: unknown;
} | null;

const FINISH_REASONS: Record<string, LanguageModelV4FinishReason['unified']> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
};
const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
/** Under this id all text of an answer comes. */
const TEXT_ID = '0';

const count = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 ? value : undefined);

function usageOf(usage: NonNullable<NonNullable<Chunk>['usage']>): LanguageModelV4Usage {
  const [input, output] = [count(usage.prompt_tokens), count(usage.completion_tokens)];
  const cached = count(usage.prompt_tokens_details?.cached_tokens) ?? 0;
  const reasoning = count(usage.completion_tokens_details?.reasoning_tokens) ?? 0;
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined ? undefined : input - cached,
      cacheRead: cached,
      cacheWrite: undefined,
    },
    outputTokens: { total: output, text: output === undefined ? undefined : output - reasoning, reasoning },
  };
}

/** Reads the bytes of a streamed chat completion as they come. */
export type ChatReader = {
  /** What the bytes complete. A chunk that is no JSON, or that tells of an error, becomes an `error` part. */
  read(bytes: Uint8Array): LanguageModelV4StreamPart[];
  /** What is left when the bytes have ended; the last part tells why the model stopped and what it used. */
  end(): LanguageModelV4StreamPart[];
};

/** A reader of one answer: server-sent events (WHATWG) that carry OpenAI's chat completion chunks. */
export function chatReader(): ChatReader {
  const decoder = new TextDecoder();
  let line = '';
  let data: string[] = [];
  let usage = NO_USAGE;
  let finishReason: LanguageModelV4FinishReason | null = null;
  let began = false;
  let ended = false;

  function readChunk(text: string, parts: LanguageModelV4StreamPart[]): void {
    if (text === '[DONE]') {
      ended = true;
      return;
    }
    let chunk: Chunk;
    try {
      chunk = JSON.parse(text);
    } catch (cause) {
      parts.push({ type: 'error', error: new Error('the model sent a chunk that cannot be read', { cause }) });
      return;
    }
    if (chunk?.error) {
      parts.push({ type: 'error', error: new Error('the model reported an error', { cause: chunk.error }) });
      return;
    }
    const choice = chunk?.choices?.[0];
    const content = choice?.delta?.content;
    if (typeof content === 'string' && content !== '') {
      if (!began) parts.push({ type: 'text-start', id: TEXT_ID });
      began = true;
      parts.push({ type: 'text-delta', id: TEXT_ID, delta: content });
    }
    const raw = choice?.finish_reason;
    if (typeof raw === 'string') finishReason = { unified: FINISH_REASONS[raw] ?? 'other', raw };
    if (chunk?.usage) usage = usageOf(chunk.usage);
  }

  function readLine(text: string, parts: LanguageModelV4StreamPart[]): void {
    if (text.startsWith('data:')) data.push(text.slice(text.startsWith('data: ') ? 6 : 5));
    if (text !== '' || data.length === 0) return;
    const event = data.join('\n');
    data = [];
    readChunk(event, parts);
  }

  return {
    read(bytes) {
      const parts: LanguageModelV4StreamPart[] = [];
      const text = decoder.decode(bytes, { stream: true });
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        const whole = line + text.slice(from, at);
        line = '';
        from = at + 1;
        readLine(whole.endsWith('\r') ? whole.slice(0, -1) : whole, parts);
      }
      line += text.slice(from);
      return parts;
    },
    end() {
      const parts: LanguageModelV4StreamPart[] = [];
      if (began) parts.push({ type: 'text-end', id: TEXT_ID });
      // Whoever neither says that it is done nor why it stopped was cut off.
      const unified = ended ? 'other' : 'interrupted';
      parts.push({ type: 'finish', usage, finishReason: finishReason ?? { unified, raw: undefined } });
      return parts;
    },
  };
}
