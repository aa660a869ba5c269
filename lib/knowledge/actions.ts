'use server';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { AppError } from '@/lib/platform/errors';
import { newId, uuidSchema } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { readFile, UnreadableFile } from './files';
import * as knowledge from './mutations';
import { sourceInputSchema, type UploadResult } from './schema';

/** Entries of one uploaded file; larger ones are for the import script, which shows its progress. */
const MAX_UPLOADED_ENTRIES = 1_000;

const textSchema = z.object({
  title: sourceInputSchema.shape.title,
  url: z.preprocess((value) => (value === '' ? null : value), sourceInputSchema.shape.url),
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

/** Adds one file (`file` in the form), or updates what came from a file of this name before. */
export async function uploadFile(form: FormData): Promise<UploadResult> {
  const file = form.get('file');
  if (!(file instanceof File)) return { name: '', error: 'No file was sent.' };
  const { name } = file;
  try {
    const ctx = await contextFromSession();
    const sources = await readFile(`upload/${name}`, name, new Uint8Array(await file.arrayBuffer()));
    if (sources.length > MAX_UPLOADED_ENTRIES) {
      return { name, error: `It has ${sources.length} entries. Import it with npm run knowledge:import.` };
    }
    let passages = 0;
    let changed = 0;
    for (const source of sources) {
      const saved = await knowledge.saveSource(ctx, source);
      passages += saved.passageCount;
      if (saved.outcome !== 'unchanged') changed += 1;
    }
    refresh();
    if (changed === 0) return { name, done: 'No change since the last upload.' };
    return { name, done: `${sources.length > 1 ? `${sources.length} entries, ` : ''}${passagesInWords(passages)}.` };
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof AppError) return { name, error: error.message };
    log.error('knowledge upload failed', { cause: error });
    return { name, error: 'We could not add it. Try again in a moment.' };
  }
}

/** Lets the search see a source or not (`enabled`: "true" or "false"). */
export async function setSourceEnabled(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ sourceId: uuidSchema, enabled: z.stringbool() }), form, async (input) => {
    await knowledge.setSourceEnabled(await contextFromSession(), input);
    refresh();
    return input.enabled ? 'On.' : 'Off.';
  });
}

/** Deletes a source and goes back to the list. */
export async function deleteSource(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ sourceId: uuidSchema }), form, async (input) => {
    await knowledge.deleteSource(await contextFromSession(), input);
    redirect('/knowledge');
  });
}

const passagesInWords = (count: number) => `${count} ${count === 1 ? 'passage' : 'passages'}`;
