/**
 * The thread that learns from a company's sentences: it computes for seconds, and the process that answers visitors may
 * not stand still for as long. It is started by `built-in-thread.ts`, from the bundle or as it stands here.
 */
import { parentPort } from 'node:worker_threads';
import { bytesOf } from './built-in-bytes.ts';
import { learn, type Pause } from './built-in-learning.ts';
import { createSample, lessonsOf } from './built-in-lessons.ts';

/** A passage as the database hands it out. */
export type Passage = { sourceId: string; position: number; titlePath: string; body: string };
/** Passages in the order of their sources, as lists in JSON; how many lessons to take of them, and how long that may take. */
export type Request = { pages: Uint8Array[]; mostLessons: number; limitMs: number };
/** The bytes of a model, or null where none was learned. */
export type Answer = 'ready' | { model: Uint8Array<ArrayBuffer> | null } | { failed: Error };
type Result = Exclude<Answer, 'ready'>;

/** Does what is asked, in whichever thread it is called. */
export async function serve({ pages, mostLessons, limitMs }: Request, pause: Pause): Promise<Result> {
  const end = performance.now() + limitMs;
  const isLate = () => performance.now() > end;
  try {
    const sourceIds: string[] = [];
    const sample = createSample(mostLessons);
    for (const passages of bySource(pages)) {
      for (const lesson of lessonsOf(passages, sourceIds.length)) {
        sample.add(lesson);
        const waiting = pause();
        if (waiting) await waiting;
      }
      sourceIds.push(passages[0]?.sourceId ?? '');
      if (isLate()) return { model: null };
    }
    const model = await learn(sourceIds, sample.taken(), pause, isLate);
    return { model: model ? new Uint8Array(bytesOf(model)) : null };
  } catch (error) {
    return { failed: error instanceof Error ? error : new Error(String(error)) };
  }
}

function* bySource(pages: Uint8Array[]): Generator<Passage[], void> {
  const utf8 = new TextDecoder();
  let passages: Passage[] = [];
  for (const page of pages) {
    for (const passage of JSON.parse(utf8.decode(page)) as Passage[]) {
      if (passages[0] && passages[0].sourceId !== passage.sourceId) {
        yield passages;
        passages = [];
      }
      passages.push(passage);
    }
  }
  if (passages.length > 0) yield passages;
}

const port = parentPort;
if (port) {
  port.on('message', async (request: Request) => {
    const answer = await serve(request, () => undefined);
    port.postMessage(answer, 'model' in answer && answer.model ? [answer.model.buffer] : []);
  });
  port.postMessage('ready' satisfies Answer);
}
