import type { SourceKind, SourceRow } from '@/lib/knowledge/schema';

export const KIND_NAMES: Record<SourceKind, string> = {
  text: 'Text',
  markdown: 'Markdown',
  jsonl: 'List entry',
  html: 'HTML file',
  pdf: 'PDF',
  docx: 'Word document',
  csv: 'Table row',
  page: 'Web page',
};

/** What a source is doing now: a word and its tone, the most important first. */
export function statusOf(source: Pick<SourceRow, 'failed' | 'reading' | 'enabled' | 'pinned'>) {
  if (source.failed) return { word: 'Failed', tone: 'bad' } as const;
  if (!source.enabled) return { word: 'Off', tone: 'neutral' } as const;
  if (source.reading) return { word: 'Being read', tone: 'warn' } as const;
  if (source.pinned) return { word: 'Pinned', tone: 'accent' } as const;
  return { word: 'In use', tone: 'ok' } as const;
}

/** Where a source comes from, in a word or a name. */
export function originName({ origin }: Pick<SourceRow, 'origin'>): string {
  if (origin.type === 'pasted') return 'Pasted';
  return origin.type === 'file' ? origin.name : origin.host;
}

const names = new Intl.DisplayNames('en', { type: 'language' });

/** A language by its English name; null where it is not known. */
export const languageName = (code: string | null): string | null => (code ? (names.of(code) ?? code) : null);

/** Bytes of text as `0.4 KB`, `12 KB` or `1.2 MB`. */
export function formatSize(bytes: number): string {
  const kb = bytes / 1000;
  if (kb < 9.95) return `${Math.max(0.1, Number(kb.toFixed(1)))} KB`;
  return kb < 999.5 ? `${Math.round(kb)} KB` : `${(kb / 1000).toFixed(1)} MB`;
}
