import type { z } from 'zod';
import { AppError } from '@/lib/platform/errors';

const MAX_BODY_BYTES = 64 * 1024;

/**
 * A request's JSON body in the shape that is wanted. Asking for the JSON content type also keeps out forms that a
 * foreign page submits with the agent's cookies.
 * @throws AppError `bad-request`, `too-large` or `unprocessable`, with the first thing that is wrong
 */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new AppError('bad-request', 'Send JSON, with the content type application/json.');
  }
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw new AppError('too-large', 'A request here has at most 64 KB.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError('bad-request', 'This is not valid JSON.', { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('unprocessable', issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'Wrong body.', {
    cause: parsed.error,
  });
}
