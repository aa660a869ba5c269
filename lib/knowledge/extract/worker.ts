/**
 * The thread that reads documents: parsing a large one takes seconds, and the process that answers visitors may not
 * stand still for as long. It is started by `thread.ts`, from the bundle or as it stands here.
 */
import { parentPort } from 'node:worker_threads';
import type { Limits } from './limits.ts';
import { extractPage, type Page } from './page.ts';
import { type Reading, readBytes } from './read.ts';
import { UnreadableFile } from './unreadable.ts';

/** What the thread is asked. */
export type Request =
  | { kind: 'file'; id: string; name: string; bytes: Uint8Array; limits: Limits }
  | { kind: 'page'; html: string; url: string };
/** What it answers; `refused` is a sentence for the person who chose the file. */
export type Answer = 'ready' | { reading: Reading } | { page: Page } | { refused: string } | { failed: Error };

/** Does what is asked, in whichever thread it is called. */
export async function serve(request: Request): Promise<Answer> {
  try {
    if (request.kind === 'page') return { page: extractPage(request.html, request.url) };
    return { reading: await readBytes(request.id, request.name, request.bytes, request.limits) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { refused: error.message };
    return { failed: error instanceof Error ? error : new Error(String(error)) };
  }
}

const port = parentPort;
if (port) {
  port.on('message', async (request: Request) => port.postMessage(await serve(request)));
  port.postMessage('ready' satisfies Answer);
}
