import 'server-only';
import type { Readable } from 'node:stream';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { chatReader } from './chat-events';
import { modelRequest, type Reach } from './connection';

/** What the SDK is told in place of a stream: somebody else reads it. */
const TAKEN = new Error('the stream is read elsewhere');

/**
 * A chat model of the AI SDK whose streams are read by us. The SDK still makes the request, with what each model wants
 * otherwise, and reads refusals; but it passes every token of a stream through five web streams and a schema check,
 * which costs 3 ms of processor time for an answer of 60 tokens: more than everything else that a turn does here.
 * @param make the SDK's model over a `fetch`
 */
export function chatModel(make: (fetch: typeof globalThis.fetch) => LanguageModelV4, reach: Reach): LanguageModelV4 {
  const request = modelRequest(reach);
  const whole = make(async (input, init) => {
    const { status, headers, body } = await request(input, init);
    return new Response(await textOf(body), { status, headers });
  });
  return {
    specificationVersion: 'v4',
    provider: whole.provider,
    modelId: whole.modelId,
    supportedUrls: whole.supportedUrls,
    doGenerate: (options) => whole.doGenerate(options),
    async doStream(options) {
      let answer: ReadableStream<LanguageModelV4StreamPart> | undefined;
      const model = make(async (input, init) => {
        const { status, headers, body } = await request(input, init);
        if (status < 200 || status > 299) return new Response(await textOf(body), { status, headers });
        // At once: a connection that breaks before anybody listens would end the process.
        answer = partsOf(body);
        throw TAKEN;
      });
      try {
        await model.doStream(options);
      } catch (refusal) {
        if (answer) return { stream: answer };
        throw refusal;
      }
      throw new Error('the SDK reported no refusal and left no stream');
    },
  };
}

async function textOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The parts of a streamed answer as they come. Who does not read on, is not sent more; who cancels, closes it. */
function partsOf(body: Readable): ReadableStream<LanguageModelV4StreamPart> {
  const reader = chatReader();
  // Node delivers what it has buffered even after a body was destroyed.
  let over = false;
  return new ReadableStream<LanguageModelV4StreamPart>({
    start(controller) {
      const pass = (parts: LanguageModelV4StreamPart[]) => {
        for (const part of parts) controller.enqueue(part);
      };
      controller.enqueue({ type: 'stream-start', warnings: [] });
      body.on('data', (bytes: Buffer) => {
        if (over) return;
        pass(reader.read(bytes));
        if ((controller.desiredSize ?? 0) <= 0) body.pause();
      });
      body.on('end', () => {
        if (over) return;
        over = true;
        pass(reader.end());
        controller.close();
      });
      body.on('error', (error) => {
        if (over) return;
        over = true;
        controller.error(error);
      });
    },
    pull: () => void body.resume(),
    cancel() {
      over = true;
      body.destroy();
    },
  });
}
