'use server';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { after } from 'next/server';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { uuidSchema } from '@/lib/platform/ids';
import { wakeWorkers } from '@/lib/platform/jobs/wake';
import * as websites from './mutations';
import { websiteChangeSchema, websiteInputSchema } from './schema';

const which = z.object({ websiteId: uuidSchema });

/** Adds a website; it is read as soon as the page has its answer. */
export async function addWebsite(_: FormState, form: FormData): Promise<FormState> {
  return submit(websiteInputSchema, form, async (input) => {
    await websites.addWebsite(await contextFromSession(), input);
    after(wakeWorkers);
    refresh();
    return 'Added. It is being read.';
  });
}

export async function startSync(_: FormState, form: FormData): Promise<FormState> {
  return submit(which, form, async (input) => {
    await websites.startSync(await contextFromSession(), input);
    after(wakeWorkers);
    refresh();
    return 'It is being read.';
  });
}

export async function cancelSync(_: FormState, form: FormData): Promise<FormState> {
  return submit(which, form, async (input) => {
    await websites.cancelSync(await contextFromSession(), input);
    refresh();
    return 'Cancelled.';
  });
}

export async function changeWebsite(_: FormState, form: FormData): Promise<FormState> {
  return submit(which.extend(websiteChangeSchema.shape), form, async (input) => {
    await websites.changeWebsite(await contextFromSession(), input);
    refresh();
    return 'Saved.';
  });
}

/** Deletes a website and its sources, and goes back to the list. */
export async function deleteWebsite(_: FormState, form: FormData): Promise<FormState> {
  return submit(which, form, async (input) => {
    await websites.deleteWebsite(await contextFromSession(), input);
    redirect('/knowledge/websites');
  });
}
