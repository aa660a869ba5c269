import 'server-only';
import type { MemberCtx } from '@/lib/companies/context';
import { events } from '@/lib/platform/events/current';
import { eventStream } from '@/lib/platform/events/event-stream';
import { companyChannel, sessionChannel } from '@/lib/platform/events/events';
import type { SessionEvent } from '@/lib/platform/events/schema';
import { findConversation, readInbox } from './data';
import type { Folder, InboxEvent } from './schema';

/** The reader hears something at least this often, so that it can tell a quiet inbox from a dead connection. */
const PING_MS = 15_000;
/** Then the reader comes back and its membership is checked again. */
const LONGEST_STREAM_MS = 10 * 60_000;
/** A stream cuts off readers that are 1 MB behind; a conversation near that is fetched by itself instead. */
const LARGEST_SNAPSHOT = 150_000;

/**
 * Server-sent `InboxEvent`s: how the folder and the open conversation stand, then everything that happens at the
 * company, with the tokens of the open conversation alone. Listening starts before the state is read, so nothing that
 * happens in between is missed; it may come twice. The tokens of a session that is not the member's own company's
 * can not be asked for: its channel is named by the company of the context.
 * @param input.signal aborts when the reader leaves
 */
export async function watchInbox(
  ctx: MemberCtx,
  input: { folder: Folder; sessionId: string | null; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const early: SessionEvent[] = [];
  let deliver = (event: SessionEvent): void => void early.push(event);
  const ends = [
    events().subscribe(companyChannel(ctx.companyId), (event) => {
      if (event.type !== 'answer.delta') deliver(event);
    }),
  ];
  if (input.sessionId) {
    ends.push(events().subscribe(sessionChannel(ctx.companyId, input.sessionId), (event) => deliver(event)));
  }
  const unsubscribe = () => {
    for (const end of ends.splice(0)) end();
  };
  try {
    const [inbox, conversation] = await Promise.all([
      readInbox(ctx, input.folder),
      input.sessionId ? findConversation(ctx, input.sessionId) : null,
    ]);
    const large = conversation !== null && JSON.stringify(conversation).length > LARGEST_SNAPSHOT;
    const snapshot: InboxEvent = { type: 'snapshot', inbox, conversation: large ? 'fetch' : conversation };
    return eventStream(
      (send) => {
        send(snapshot);
        for (const event of early.splice(0)) send(event);
        deliver = send;
        const ping = setInterval(() => send({ type: 'ping' } satisfies InboxEvent), PING_MS);
        return () => {
          clearInterval(ping);
          unsubscribe();
        };
      },
      AbortSignal.any([input.signal, AbortSignal.timeout(LONGEST_STREAM_MS)]),
    );
  } catch (error) {
    unsubscribe();
    throw error;
  }
}
