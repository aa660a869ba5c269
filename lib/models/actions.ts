'use server';
import { refresh } from 'next/cache';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { testProvider } from './connection-test';
import * as models from './mutations';
import { placeSchema, providerInputSchema } from './schema';

/** Saves the company's provider, or only tries it: the button that was pressed sends its `intent`. */
export async function saveProvider(_: FormState, form: FormData): Promise<FormState> {
  return submit(providerInputSchema, form, async (input) => {
    const ctx = await contextFromSession('admin');
    if (form.get('intent') === 'test') return testProvider(ctx, input);
    await models.saveProvider(ctx, input);
    refresh();
    return 'Saved. The next answer comes from there.';
  });
}

export async function removeProvider(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ place: placeSchema }), form, async (input) => {
    await models.removeProvider(await contextFromSession('admin'), input);
    refresh();
    return 'Removed.';
  });
}
