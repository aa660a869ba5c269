'use server';
import { refresh } from 'next/cache';
import { z } from 'zod';
import { contextFromSession } from '@/lib/companies/context';
import { submit } from '@/lib/companies/form';
import type { FormState } from '@/lib/companies/schema';
import { uuidSchema } from '@/lib/platform/ids';
import { discardWork, retryWork } from './mutations';

const idSchema = z.object({ id: uuidSchema });

export async function retryFailedWork(_: FormState, form: FormData): Promise<FormState> {
  return submit(idSchema, form, async (input) => {
    await retryWork(await contextFromSession('admin'), input);
    refresh();
    return 'It will be tried again.';
  });
}

export async function discardFailedWork(_: FormState, form: FormData): Promise<FormState> {
  return submit(idSchema, form, async (input) => {
    await discardWork(await contextFromSession('admin'), input);
    refresh();
    return 'Discarded.';
  });
}
