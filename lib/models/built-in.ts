import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { composeAnswer } from './compose';
import type { BuiltInOptions } from './schema';

/** Name under which the built-in model is priced and shown. */
export const BUILT_IN_MODEL = 'built-in';

const USAGE: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const FINISH = { unified: 'stop', raw: undefined } as const;

function answerTo(options: LanguageModelV4CallOptions): string {
  // Written by this product in `lib/chat/prompt.ts`, never by a caller.
  const given = options.providerOptions?.halfsecond as unknown as BuiltInOptions | undefined;
  if (!given) throw new Error('The built-in model needs its passages under providerOptions.halfsecond.');
  return composeAnswer(given);
}

/**
 * A model that needs no key and no network: it answers small talk with a set phrase and questions by quoting the
 * company's own passages with their numbers, and says so when it finds nothing. It cannot invent, because every
 * sentence about the company comes from a passage.
 */
export const builtInModel: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'halfsecond',
  modelId: BUILT_IN_MODEL,
  supportedUrls: {},

  async doGenerate(options) {
    return { content: [{ type: 'text', text: answerTo(options) }], finishReason: FINISH, usage: USAGE, warnings: [] };
  },

  async doStream(options) {
    const words = answerTo(options).match(/\s*\S+/g) ?? [];
    let next = 0;
    return {
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: [] });
          controller.enqueue({ type: 'text-start', id: 'answer' });
        },
        pull(controller) {
          options.abortSignal?.throwIfAborted();
          const delta = words[next++];
          if (delta !== undefined) {
            controller.enqueue({ type: 'text-delta', id: 'answer', delta });
            return;
          }
          controller.enqueue({ type: 'text-end', id: 'answer' });
          controller.enqueue({ type: 'finish', finishReason: FINISH, usage: USAGE });
          controller.close();
        },
      }),
    };
  },
};
