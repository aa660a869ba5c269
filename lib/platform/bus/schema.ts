import { z } from 'zod';
import { sessionEventSchema } from '../events/schema';

/** What processes of one installation tell each other. Keep each small: every process reads all of them. */
export const busMessageSchema = z.discriminatedUnion('type', [
  /** Something happened in a session, for whoever listens on these channels. */
  z.object({ type: z.literal('event'), channels: z.array(z.string()), event: sessionEventSchema }),
  /**
   * The sender listens on these channels, and goes on to until it says otherwise or is not heard of for a while.
   * `newest` grows with each new listener there: it has missed the beginning of what is being written.
   */
  z.object({
    type: z.literal('watching'),
    channels: z.array(z.object({ channel: z.string(), newest: z.number() })),
  }),
  z.object({ type: z.literal('not-watching'), channel: z.string() }),
  /** The sender has just started, or lost the thread: say what you watch. */
  z.object({ type: z.literal('who-watches') }),
  /** The sender could not say all that it had to say. */
  z.object({ type: z.literal('lost') }),
  z.object({ type: z.literal('cache.forget'), cache: z.string(), key: z.string() }),
  z.object({ type: z.literal('cache.forget-company'), cache: z.string(), companyId: z.string() }),
]);

export type BusMessage = z.infer<typeof busMessageSchema>;
export type BusMessageType = BusMessage['type'];
export type BusMessageOf<T extends BusMessageType> = Extract<BusMessage, { type: T }>;

/** A message on its way: who sent it, as the how manyeth of that process. */
export const envelopeSchema = z.object({ from: z.string(), number: z.number(), message: busMessageSchema });
