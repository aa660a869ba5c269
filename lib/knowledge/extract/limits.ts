/** Largest file that is opened, in bytes, by what it is; texts are bounded by `MAX_SOURCE_BYTES` a source. */
export const MAX_FILE_BYTES = { document: 20_000_000, page: 5_000_000, rows: 20_000_000, text: 4_000_000 } as const;
/** What an archive may hold once it is unpacked, in bytes. */
export const MAX_UNPACKED_BYTES = 50_000_000;
/** Pages of a PDF. */
export const MAX_PAGES = 3_000;
/** A part of a document that was split, in bytes of UTF-8: below what one source may hold. */
export const PART_BYTES = 900_000;

/** How much one file may bring. */
export type Limits = {
  /** Sources of one file: rows of a table, lines of JSONL, files of an archive. */
  entries: number;
  /** What to do about a file with more entries than that. */
  advice: string;
};

/** For an upload; what is larger is for the import script, which shows its progress. */
export const UPLOAD_LIMITS: Limits = {
  entries: 1_000,
  advice:
    'Split it into smaller files. Whoever runs the server can also import it whole with npm run knowledge:import.',
};
/** For the import script. */
export const IMPORT_LIMITS: Limits = { entries: 20_000, advice: 'Split it.' };

/** Bytes as people read them. */
export const inMegabytes = (bytes: number): string => `${bytes / 1_000_000} MB`;
