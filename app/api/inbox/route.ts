import { contextFromSession, REQUEST_ID_HEADER } from '@/lib/companies/context';
import { readInbox } from '@/lib/conversations/data';
import { parseFolder } from '@/lib/conversations/filters';
import { problemResponse } from '@/lib/platform/problem';

/** A folder of the inbox: `?folder=open|mine|unassigned|closed`. */
export async function GET(request: Request): Promise<Response> {
  try {
    const ctx = await contextFromSession('agent', request.headers);
    const folder = parseFolder(new URL(request.url).searchParams.get('folder') ?? undefined);
    return Response.json(await readInbox(ctx, folder), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(error, request.headers.get(REQUEST_ID_HEADER) ?? undefined);
  }
}
