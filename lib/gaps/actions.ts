'use server';
import { refresh } from 'next/cache';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { AppError } from '@/lib/platform/errors';
import { uuidSchema } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import * as gaps from './mutations';
import { type RetryState, topicInputSchema } from './schema';

/** `question`: the topic's label; `asked`: how often it was asked. */
export async function dismissTopic(_: FormState, form: FormData): Promise<FormState> {
  return submit(topicInputSchema, form, async (input) => {
    await gaps.dismissTopic(await contextFromSession(), input);
    refresh();
    return 'Dismissed.';
  });
}

export async function unmarkTopic(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ markId: uuidSchema }), form, async (input) => {
    await gaps.unmarkTopic(await contextFromSession(), input);
    refresh();
    return 'Back in the list.';
  });
}

/** Searches today's articles for a topic. */
export async function retryTopic(_: RetryState, form: FormData): Promise<RetryState> {
  const input = topicInputSchema.pick({ question: true }).safeParse(Object.fromEntries(form));
  if (!input.success) return { error: 'This topic cannot be searched for.' };
  try {
    const state = await gaps.retryTopic(await contextFromSession(), input.data);
    if (state.outcome === 'answer') refresh();
    return state;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return { error: error.message };
    log.error('trying a topic again failed', { cause: error });
    return { error: 'We could not search for it. Try again in a moment.' };
  }
}
