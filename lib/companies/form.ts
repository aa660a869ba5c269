import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import type { FormState } from './schema';

/** Never sent back to the browser, not even to show them again. */
const SECRET_FIELDS = new Set(['password', 'providerKey']);

/**
 * Runs a form's action: checks what was typed, does the work, and turns every failure into a sentence for the form.
 * What was typed goes back with the failure, so that nothing is lost.
 * @param work gets the checked input; returns what to say when it is done
 */
export async function submit<Schema extends z.ZodType>(
  schema: Schema,
  form: FormData,
  work: (input: z.output<Schema>) => Promise<string>,
): Promise<FormState> {
  const typed = Object.fromEntries(
    [...form].filter(([name, value]) => typeof value === 'string' && !name.startsWith('$')),
  );
  const values = Object.fromEntries(Object.entries(typed).filter(([name]) => !SECRET_FIELDS.has(name))) as Record<
    string,
    string
  >;
  const parsed = schema.safeParse(typed);
  if (!parsed.success) {
    const fields: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) fields[String(path[0])] ??= message;
    return { fields, values };
  }
  try {
    return { done: await work(parsed.data) };
  } catch (error) {
    // A redirect is thrown too.
    unstable_rethrow(error);
    if (error instanceof AppError && error.code !== 'internal') return { error: error.message, values };
    log.error('form action failed', { cause: error });
    return { error: 'We could not finish this. Try again in a moment.', values };
  }
}
