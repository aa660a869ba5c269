'use server';
import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import { uuidSchema } from '@/lib/platform/ids';
import { limits } from '@/lib/platform/limits/current';
import type { PolicyName } from '@/lib/platform/limits/limits';
import { clientAddress } from '@/lib/platform/security/client-address';
import { sameSitePath } from '@/lib/platform/security/same-site-path';
import { memberDb } from '@/lib/platform/supabase/server';
import { inWords } from './admission';
import { contextFromSession } from './context';
import { submit } from './form';
import * as company from './mutations';
import {
  apiKeySchema,
  assistantSchema,
  type FormState,
  hourlyLimitSchema,
  signInSchema,
  signUpSchema,
  widgetKeySchema,
} from './schema';
import { findMembership, forgetMembership } from './session';

/** Signs in and goes to the page that was asked for. A first sign-in after confirming the e-mail makes the company. */
export async function signIn(_: FormState, form: FormData): Promise<FormState> {
  return submit(signInSchema, form, async ({ email, password }) => {
    const address = clientAddress(await headers());
    await slowDown('signIn', `${address} ${email}`);
    await slowDown('signInAccount', email);
    const db = await memberDb();
    const { data, error } = await db.auth.signInWithPassword({ email, password });
    if (error) throw signInError(error);
    forgetMembership(data.user.id);
    if (!(await findMembership(db))) {
      const pending = signUpSchema.pick({ companyName: true, displayName: true }).safeParse(data.user.user_metadata);
      if (!pending.success) {
        await db.auth.signOut({ scope: 'local' });
        throw new AppError('forbidden', 'This account belongs to no company. Ask your admin to add you.');
      }
      await company.createCompany(db, pending.data);
      forgetMembership(data.user.id);
    }
    redirect(sameSitePath(form.get('next'), '/inbox'));
  });
}

/** Makes an account, its company, and a session; goes to the settings, where the widget's code is. */
export async function signUp(_: FormState, form: FormData): Promise<FormState> {
  return submit(signUpSchema, form, async ({ companyName, displayName, email, password }) => {
    await slowDown('signUp', clientAddress(await headers()));
    const db = await memberDb();
    const { data, error } = await db.auth.signUp({ email, password, options: { data: { companyName, displayName } } });
    if (error) throw signUpError(error);
    if (!data.user || !data.session) return 'We sent you an e-mail. Open the link in it, then sign in.';
    await company.createCompany(db, { companyName, displayName });
    forgetMembership(data.user.id);
    redirect('/settings');
  });
}

/** Ends this browser's session and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  const db = await memberDb();
  await db.auth.signOut({ scope: 'local' });
  redirect('/sign-in');
}

export async function saveAssistant(_: FormState, form: FormData): Promise<FormState> {
  return submit(assistantSchema, form, async (input) => {
    await company.updateAssistant(await contextFromSession('admin'), input);
    refresh();
    return 'Saved.';
  });
}

export async function saveHourlyLimit(_: FormState, form: FormData): Promise<FormState> {
  return submit(hourlyLimitSchema, form, async (input) => {
    await company.updateHourlyLimit(await contextFromSession('admin'), input);
    refresh();
    return 'Saved.';
  });
}

/** Makes a widget key, or changes the one whose `id` is in the form. */
export async function saveWidgetKey(_: FormState, form: FormData): Promise<FormState> {
  return submit(widgetKeySchema.extend({ id: uuidSchema.optional() }), form, async ({ id, ...input }) => {
    const ctx = await contextFromSession('admin');
    if (id) await company.updateWidgetKey(ctx, { id, ...input });
    else await company.createWidgetKey(ctx, input);
    refresh();
    return 'Saved.';
  });
}

export async function revokeWidgetKey(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ id: uuidSchema }), form, async (input) => {
    await company.revokeWidgetKey(await contextFromSession('admin'), input);
    refresh();
    return 'Revoked.';
  });
}

/** `done` is the new key: the browser shows it once, nobody can read it again. */
export async function makeApiKey(_: FormState, form: FormData): Promise<FormState> {
  return submit(apiKeySchema, form, async (input) => {
    const key = await company.createApiKey(await contextFromSession('admin'), input);
    refresh();
    return key;
  });
}

export async function revokeApiKey(_: FormState, form: FormData): Promise<FormState> {
  return submit(z.object({ id: uuidSchema }), form, async (input) => {
    await company.revokeApiKey(await contextFromSession('admin'), input);
    refresh();
    return 'Revoked.';
  });
}

async function slowDown(policy: PolicyName, subject: string): Promise<void> {
  const { allowed, retryAfterSeconds } = await limits().take(policy, subject);
  if (allowed) return;
  throw new AppError('rate-limited', `Too many attempts. Try again in ${inWords(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  });
}

type AuthFailure = { status?: number; code?: string; message: string };

function signInError(error: AuthFailure): AppError {
  if (error.code === 'email_not_confirmed') {
    return new AppError('unauthenticated', 'Open the link in the e-mail that we sent you first.', { cause: error });
  }
  if (isRefusal(error))
    return new AppError('unauthenticated', 'The e-mail or the password is wrong.', { cause: error });
  return authDown(error);
}

function signUpError(error: AuthFailure): AppError {
  if (error.code === 'user_already_exists' || /already/i.test(error.message)) {
    return new AppError('conflict', 'An account with this e-mail exists. Sign in instead.', { cause: error });
  }
  if (error.code === 'weak_password') {
    return new AppError('unprocessable', 'This password is too weak. Choose a longer one.', { cause: error });
  }
  if (isRefusal(error))
    return new AppError('unprocessable', 'This e-mail or password cannot be used.', { cause: error });
  return authDown(error);
}

const isRefusal = ({ status }: AuthFailure): boolean => status !== undefined && status >= 400 && status < 500;

const authDown = (cause: AuthFailure): AppError =>
  new AppError('unavailable', 'Signing in does not work right now. Try again in a moment.', { cause });
