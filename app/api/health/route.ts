import { connectionReuse } from '@/lib/models/connection';
import { modelSummary } from '@/lib/models/registry';
import { databaseReady } from '@/lib/platform/ready';

export const dynamic = 'force-dynamic';

/** 200 when this process can answer visitors, 503 when its database does not answer. `live` is true either way. */
export async function GET(): Promise<Response> {
  const database = await databaseReady();
  return Response.json(
    {
      live: true,
      ready: database.ok,
      parts: { database, model: { ...modelSummary(), connections: connectionReuse() } },
    },
    { status: database.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
