import type { SessionEvent } from './schema';

/** A channel's name. Made only by the two functions below, so that every channel belongs to one company. */
export type Channel = string & { readonly __brand: 'Channel' };

/** Everything that happens at a company: for the inbox. */
export const companyChannel = (companyId: string): Channel => `company:${companyId}` as Channel;
/** Everything that happens in one session, tokens included: for the visitor and the agent who has it open. */
export const sessionChannel = (companyId: string, sessionId: string): Channel =>
  `session:${companyId}:${sessionId}` as Channel;

/** Live events between whoever writes and whoever watches. Delivery is at most once; the database is the truth. */
export type Events = {
  publish(channel: Channel, event: SessionEvent): void;
  /** @returns a function that ends the subscription */
  subscribe(channel: Channel, listener: (event: SessionEvent) => void): () => void;
  /** Whether anyone listens here: token events are not even built when nobody does. */
  watched(channel: Channel): boolean;
  /** A number that grows with every new listener: who writes a growing text learns that somebody missed its beginning. */
  newestListener(channel: Channel): number;
  /**
   * Calls back when events may have been lost: who shows how things stand has to read it again.
   * @returns ends it
   */
  onMissed(listener: () => void): () => void;
};
