'use server';
import { refresh } from 'next/cache';
import { after } from 'next/server';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { uuidSchema } from '@/lib/platform/ids';
import { runFollowUps } from '../follow-ups';
import * as prepared from './mutations';
import { pinnedInputSchema, prefetchInputSchema } from './schema';

const which = z.object({ questionId: uuidSchema });

/** An answer that is wanted is made as soon as the page has its own. */
function done(said: string): string {
  after(runFollowUps);
  refresh();
  return said;
}

export async function pinQuestion(_: FormState, form: FormData): Promise<FormState> {
  return submit(pinnedInputSchema, form, async (input) => {
    await prepared.pinQuestion(await contextFromSession('admin'), input);
    return done('Pinned. Its answer is being made.');
  });
}

export async function editQuestion(_: FormState, form: FormData): Promise<FormState> {
  return submit(which.extend(pinnedInputSchema.shape), form, async ({ questionId, question }) => {
    await prepared.changePinned(await contextFromSession('admin'), questionId, { question });
    return done('Saved.');
  });
}

/** `enabled`: "true" or "false". */
export async function setQuestionEnabled(_: FormState, form: FormData): Promise<FormState> {
  return submit(which.extend({ enabled: z.stringbool() }), form, async ({ questionId, enabled }) => {
    await prepared.changePinned(await contextFromSession('admin'), questionId, { enabled });
    return done(enabled ? 'On.' : 'Off.');
  });
}

/** `by`: "-1" for up, "1" for down. */
export async function moveQuestion(_: FormState, form: FormData): Promise<FormState> {
  return submit(which.extend({ by: z.enum(['-1', '1']) }), form, async ({ questionId, by }) => {
    await prepared.movePinned(await contextFromSession('admin'), questionId, by === '1' ? 1 : -1);
    return done('Moved.');
  });
}

export async function unpinQuestion(_: FormState, form: FormData): Promise<FormState> {
  return submit(which, form, async ({ questionId }) => {
    await prepared.unpinQuestion(await contextFromSession('admin'), questionId);
    return done('Removed.');
  });
}

export async function remakeAnswer(_: FormState, form: FormData): Promise<FormState> {
  return submit(which, form, async ({ questionId }) => {
    await prepared.remakeAnswer(await contextFromSession('admin'), questionId);
    return done('It is being made again.');
  });
}

export async function savePrefetch(_: FormState, form: FormData): Promise<FormState> {
  return submit(prefetchInputSchema, form, async (input) => {
    await prepared.savePrefetch(await contextFromSession('admin'), input);
    refresh();
    return 'Saved.';
  });
}
