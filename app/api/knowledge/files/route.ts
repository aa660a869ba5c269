import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { LARGEST_UPLOAD, uploadFile } from '@/lib/knowledge/upload';
import { readBytes } from '@/lib/platform/body';
import { AppError } from '@/lib/platform/errors';
import { problemResponse } from '@/lib/platform/problem';

/** Adds one file to the knowledge: its bytes are the body, its name stands in `?name=`. */
export async function POST(request: Request): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const name = new URL(request.url).searchParams.get('name');
    if (!name) throw new AppError('bad-request', 'The file has no name.');
    const bytes = await readBytes(request, LARGEST_UPLOAD);
    return Response.json(await uploadFile(ctx, { name, bytes }), { status: 201 });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
