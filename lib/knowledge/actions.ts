'use server';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { newId, uuidSchema } from '@/lib/platform/ids';
import { findSourceText } from './data';
import * as knowledge from './mutations';
import { type SourceText, sourceInputSchema } from './schema';

const emptyIsNone = (value: unknown) => (value === '' ? null : value);
const textSchema = z.object({
  title: sourceInputSchema.shape.title,
  url: z.preprocess(emptyIsNone, sourceInputSchema.shape.url),
  body: sourceInputSchema.shape.body,
});

/** Adds what was pasted as a new source. */
export async function addText(_: FormState, form: FormData): Promise<FormState> {
  return submit(textSchema, form, async (input) => {
    const ctx = await contextFromSession();
    const saved = await knowledge.saveSource(ctx, { ...input, externalId: `pasted/${newId()}`, kind: 'markdown' });
    refresh();
    return `Added as ${passagesInWords(saved.passageCount)}.`;
  });
}

/** A source as it is edited; null when there is none any more. */
export async function openSource(sourceId: string): Promise<SourceText | null> {
  return findSourceText(await contextFromSession(), sourceId);
}

const editSchema = textSchema.extend({
  sourceId: uuidSchema,
  kind: sourceInputSchema.shape.kind,
  openedHash: z.string().length(64),
});

/** Changes title, address and text of a source (`openedHash`: what it was opened with). */
export async function editSource(_: FormState, form: FormData): Promise<FormState> {
  return submit(editSchema, form, async (input) => {
    const saved = await knowledge.editSource(await contextFromSession(), input);
    refresh();
    return saved.outcome === 'unchanged' ? 'Nothing was changed.' : `Saved as ${passagesInWords(saved.passageCount)}.`;
  });
}

const sourceSchema = z.object({ sourceId: uuidSchema });

/** Lets the search see a source or not (`enabled`: "true" or "false"). */
export async function setSourceEnabled(_: FormState, form: FormData): Promise<FormState> {
  return submit(sourceSchema.extend({ enabled: z.stringbool() }), form, async ({ sourceId, enabled }) => {
    await knowledge.setSourcesEnabled(await contextFromSession(), { sourceIds: [sourceId], enabled });
    refresh();
    return enabled ? 'On.' : 'Off.';
  });
}

/** Has the search prefer a source or not (`enabled`: "true" or "false"). */
export async function setSourcePinned(_: FormState, form: FormData): Promise<FormState> {
  return submit(sourceSchema.extend({ enabled: z.stringbool() }), form, async ({ sourceId, enabled }) => {
    await knowledge.setSourcePinned(await contextFromSession(), { sourceId, pinned: enabled });
    refresh();
    return enabled ? 'Pinned.' : 'Not pinned.';
  });
}

/** Lets the search see one passage or not (`enabled`: "true" or "false"). */
export async function setPassageEnabled(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ passageId: uuidSchema, enabled: z.stringbool() }), form, async (input) => {
    await knowledge.setPassageEnabled(await contextFromSession(), input);
    refresh();
    return input.enabled ? 'On.' : 'Off.';
  });
}

/** Has an edited source follow its original again. */
export async function followOriginal(_: FormState, form: FormData): Promise<FormState> {
  return submit(sourceSchema, form, async (input) => {
    await knowledge.followOriginal(await contextFromSession(), input);
    refresh();
    return 'It follows its original again.';
  });
}

/** Deletes a source and goes back to the list. */
export async function deleteSource(_: FormState, form: FormData): Promise<FormState> {
  return submit(sourceSchema, form, async ({ sourceId }) => {
    await knowledge.deleteSources(await contextFromSession(), { sourceIds: [sourceId] });
    redirect('/knowledge');
  });
}

/** At most a page of the list. */
const chosenSchema = z
  .string()
  .transform((value) => value.split(' '))
  .pipe(uuidSchema.array().min(1).max(100));

/** Turns several sources on or off, or deletes them (`sourceIds` with spaces between; `change`). */
export async function changeChosen(_: FormState, form: FormData): Promise<FormState> {
  const schema = z.object({ sourceIds: chosenSchema, change: z.enum(['on', 'off', 'delete']) });
  return submit(schema, form, async ({ sourceIds, change }) => {
    const ctx = await contextFromSession();
    const count =
      change === 'delete'
        ? await knowledge.deleteSources(ctx, { sourceIds })
        : await knowledge.setSourcesEnabled(ctx, { sourceIds, enabled: change === 'on' });
    refresh();
    const sources = `${count} ${count === 1 ? 'source' : 'sources'}`;
    return change === 'delete' ? `${sources} deleted.` : `${sources} turned ${change}.`;
  });
}

const passagesInWords = (count: number) => `${count} ${count === 1 ? 'passage' : 'passages'}`;
