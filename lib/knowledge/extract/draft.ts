import type { SourceInput } from '../schema';

/** A source as it was read, before it is checked against what can be stored. */
export type Draft = Pick<SourceInput, 'externalId' | 'title' | 'url' | 'body'> & {
  kind: 'text' | 'markdown' | 'jsonl' | 'html' | 'pdf' | 'docx' | 'csv';
  /** ISO 639-1 as the document says; null where it does not. */
  language: string | null;
};
