import type { Uploaded } from '@/lib/knowledge/schema';
import type { Candidate } from './candidates';
import { Refused } from './collect';

/** How a file ended: what it brought, or why it brought nothing, in a sentence. */
export type Ending = { done: string } | { error: string };

/** Sends one file. It never throws: what goes wrong is its ending. */
export async function sendFile(candidate: Candidate): Promise<Ending> {
  let body: Blob;
  try {
    body = new Blob([await candidate.bytes()]);
  } catch (error) {
    return { error: error instanceof Refused ? error.message : 'The browser could not read it. Choose it again.' };
  }
  try {
    const response = await fetch(`/api/knowledge/files?${new URLSearchParams({ name: candidate.path })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
    if (response.ok) return { done: inWords((await response.json()) as Uploaded) };
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
    return { error: problem?.detail ?? 'The server did not take it. Try again in a moment.' };
  } catch {
    return { error: 'The connection broke. Try again.' };
  }
}

function inWords({ sources, changed, passages }: Uploaded): string {
  if (changed === 0) return 'No change since the last upload';
  const count = `${passages} ${passages === 1 ? 'passage' : 'passages'}`;
  return sources > 1 ? `${sources} entries, ${count}` : count;
}
