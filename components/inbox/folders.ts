import type { Folder } from '@/lib/conversations/schema';

/** The inbox's folders in their order, with their names. */
export const FOLDERS: { folder: Folder; label: string }[] = [
  { folder: 'open', label: 'Open' },
  { folder: 'mine', label: 'Mine' },
  { folder: 'unassigned', label: 'Unassigned' },
  { folder: 'closed', label: 'Closed' },
];

/** The folder in the URL; anything unknown is the first one. */
export const folderOf = (value: string | null): Folder =>
  FOLDERS.find(({ folder }) => folder === value)?.folder ?? 'open';

/** The inbox's URL for a folder and, when one is open, a conversation and its details. */
export function inboxHref(place: { folder: Folder; sessionId?: string | null; details?: boolean }): string {
  const search = new URLSearchParams();
  if (place.folder !== 'open') search.set('folder', place.folder);
  if (place.sessionId) search.set('session', place.sessionId);
  if (place.sessionId && place.details) search.set('details', '1');
  return search.size > 0 ? `/inbox?${search}` : '/inbox';
}
