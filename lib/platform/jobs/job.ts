import type { z } from 'zod';

/**
 * Follow-up work of one kind. It may run more than once for the same payload: whoever writes `handle` sees to it that
 * the second time changes nothing.
 */
export type Job<Ctx, Payload> = {
  /** As it stands in the outbox. */
  name: string;
  schema: z.ZodType<Payload>;
  /** @param signal fires when the job has had its time; whoever waits for others should stop then */
  handle(ctx: Ctx, payload: Payload, signal: AbortSignal): Promise<void>;
};

/** A job that checks its payload by itself. */
export type RunnableJob<Ctx> = { name: string; run(ctx: Ctx, payload: unknown, signal: AbortSignal): Promise<void> };

/** Names to lazily loaded jobs: nothing of a kind of work is loaded before the first of it comes. */
export type JobRegistry<Ctx> = Record<string, () => Promise<RunnableJob<Ctx>>>;

/** The payload is not what the job takes. Trying again will not change it. */
export class BadPayload extends Error {
  override name = 'BadPayload';
}

/** Joins a job's name, the schema of its payload and what it does. */
export function defineJob<Ctx, Payload>({ name, schema, handle }: Job<Ctx, Payload>): RunnableJob<Ctx> {
  return {
    name,
    async run(ctx, payload, signal) {
      const parsed = schema.safeParse(payload);
      if (!parsed.success) throw new BadPayload(`the payload of "${name}" is malformed`, { cause: parsed.error });
      await handle(ctx, parsed.data, signal);
    },
  };
}
