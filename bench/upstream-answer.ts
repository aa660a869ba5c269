/** What the fake upstream says, encoded once: the bytes of a chat completion, streamed or whole. */

/** How the upstream behaves. Times are in milliseconds, counted from the request's last byte. */
export type Behaviour = {
  /** Until the response's status line and headers. */
  headerMs: number;
  /** Until the first token; never before the headers. */
  firstTokenMs: number;
  /** Between two tokens; 0 sends all of them at once. */
  gapMs: number;
  /** How many tokens of made-up text, or the tokens themselves. */
  tokens: number | string[];
  promptTokens: number;
  /** How many of the prompt's tokens the provider had cached. */
  cachedTokens: number;
  /** Longest text that is embedded, in UTF-16 units. */
  embeddingUnits: number;
  failure: Failure | null;
};

/** How a call goes wrong. `share` (0 to 1, left out: 1) fails that part of the calls, evenly spread. */
export type Failure = { share?: number } & (
  | { kind: 'status'; status: number }
  | { kind: 'rate-limited'; retryAfterSeconds: number }
  /** Accepts the request and never sends a byte. */
  | { kind: 'silent' }
  /** Sends so many tokens, then nothing more, with the connection open. */
  | { kind: 'stall'; afterTokens: number }
  /** Sends so many tokens, then closes the connection without an end. */
  | { kind: 'cut'; afterTokens: number }
  /** Sends a broken chunk after so many tokens, then goes on. */
  | { kind: 'malformed'; afterTokens: number }
  /** Sends a chunk whose text is not UTF-8 after so many tokens, then goes on. */
  | { kind: 'bad-utf8'; afterTokens: number }
  /** Sends one line of so many bytes after so many tokens, then goes on. */
  | { kind: 'long-line'; afterTokens: number; bytes: number }
  /** Ends its lines with CRLF and sends each CR apart from its LF. */
  | { kind: 'split-crlf' }
);

export const DEFAULT_BEHAVIOUR: Behaviour = {
  headerMs: 0,
  firstTokenMs: 0,
  gapMs: 0,
  tokens: 60,
  promptTokens: 400,
  cachedTokens: 0,
  embeddingUnits: 30_000,
  failure: null,
};

const WORDS =
  'You can change the delivery address in your account until the parcel leaves our house and after that the carrier can still redirect it on request'.split(
    ' ',
  );

/** The tokens of an answer: real words with their leading space, or what the behaviour lists. */
export function tokensOf({ tokens }: Pick<Behaviour, 'tokens'>): string[] {
  if (Array.isArray(tokens)) return tokens;
  return Array.from({ length: tokens }, (_, index) => `${index === 0 ? '' : ' '}${WORDS[index % WORDS.length]}`);
}

const ID = 'chatcmpl-fake';
const CREATED = 1_790_000_000;

function usageOf(behaviour: Behaviour, completionTokens: number) {
  return {
    prompt_tokens: behaviour.promptTokens,
    completion_tokens: completionTokens,
    total_tokens: behaviour.promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: behaviour.cachedTokens },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

/** The events of a streamed answer as bytes. */
export type EncodedStream = { tokens: Buffer[]; end: Buffer; whole: Buffer };

/** Encodes a streamed answer: the first token carries the role, the end carries the finish reason and the usage. */
export function encodeStream(model: string, behaviour: Behaviour): EncodedStream {
  const event = (fields: object) =>
    Buffer.from(
      `data: ${JSON.stringify({ id: ID, object: 'chat.completion.chunk', created: CREATED, model, ...fields })}\n\n`,
    );
  const choice = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    usage: null,
  });
  const tokens = tokensOf(behaviour).map((content, index) =>
    index === 0
      ? Buffer.concat([event(choice({ role: 'assistant', content: '', refusal: null })), event(choice({ content }))])
      : event(choice({ content })),
  );
  const end = Buffer.concat([
    event(choice({}, 'stop')),
    event({ choices: [], usage: usageOf(behaviour, tokens.length) }),
    Buffer.from('data: [DONE]\n\n'),
  ]);
  return { tokens, end, whole: Buffer.concat([...tokens, end]) };
}

/** A chunk that no JSON parser accepts, with a byte that no UTF-8 decoder accepts. */
export const MALFORMED_EVENT = Buffer.concat([
  Buffer.from('data: {"id":"chatcmpl-fake","choices":[{"delta":{"content":"'),
  Buffer.from([0xc3, 0x28]),
  Buffer.from('\n\n'),
]);

const chunkWith = (content: Buffer, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`data: {"id":"${ID}","object":"chat.completion.chunk","created":${CREATED},"model":"m"${more},`),
    Buffer.from('"choices":[{"index":0,"delta":{"content":"'),
    content,
    Buffer.from('"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n'),
  ]);

/** What breaks into a stream, or null for failures that send nothing of their own. */
export function intrusionOf(failure: Failure): Buffer | null {
  if (failure.kind === 'malformed') return MALFORMED_EVENT;
  if (failure.kind === 'bad-utf8') return chunkWith(Buffer.from([0xf0, 0x9f, 0x20]));
  if (failure.kind === 'long-line') return chunkWith(Buffer.from('x'), `,"padding":"${'x'.repeat(failure.bytes)}"`);
  return null;
}

/** The same bytes with CRLF at the ends of lines, cut between each CR and its LF. */
export function splitAtCrlf(bytes: Buffer): Buffer[] {
  const parts = bytes.toString('utf8').split('\n');
  return parts.map((part, index) =>
    Buffer.from(`${index > 0 ? '\n' : ''}${part}${index < parts.length - 1 ? '\r' : ''}`),
  );
}

/** The whole answer as one JSON body. */
export function encodeWhole(model: string, behaviour: Behaviour): string {
  const tokens = tokensOf(behaviour);
  return JSON.stringify({
    id: ID,
    object: 'chat.completion',
    created: CREATED,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: tokens.join(''), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usageOf(behaviour, tokens.length),
  });
}

/** A unit vector that depends on the text's words alone: texts that share words are near each other. */
export function embeddingOf(text: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = 2_166_136_261;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16_777_619);
    const slot = (hash >>> 1) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + (hash & 1 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return Array.from(vector, (value) => value / length);
}
