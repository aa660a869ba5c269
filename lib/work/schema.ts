/** Follow-up work that failed for good. */
export type FailedWork = {
  id: string;
  /** As it stands in the outbox. */
  name: string;
  attempts: number;
  /** What went wrong the last time, in a sentence. */
  lastError: string | null;
  /** When the answer asked for it, and when it was given up. ISO 8601. */
  createdAt: string;
  failedAt: string;
  /** The conversation that it is about. */
  sessionId: string | null;
};

/** Work shown at most. */
export const MAX_SHOWN = 50;
