import type { ChatDataParts, Offers } from '../lib/chat/schema';
import type { LiveMessage, SessionEvent } from '../lib/platform/events/schema';

/** What the widget reads of the answer's stream (the AI SDK's UI message stream). Other parts are passed over. */
export type Chunk =
  | { type: 'start'; messageId?: string }
  | { type: 'text-delta'; delta: string }
  | { type: 'data-status'; data: ChatDataParts['status'] }
  /** The text that follows is an answer from before. */
  | { type: 'data-stored'; data: ChatDataParts['stored'] }
  | { type: 'data-sources'; data: ChatDataParts['sources'] }
  | { type: 'data-offers'; data: Offers }
  | { type: 'data-receipt'; data: ChatDataParts['receipt'] }
  | { type: 'error'; errorText: string }
  | { type: 'abort' }
  | { type: 'finish' };

export type Source = { number: number; title: string; url: string | null; excerpt: string };

export type VisitorMessage = LiveMessage;

/** What a visitor says of an answer. */
export type Rating = LiveMessage['rating'];

export type Snapshot = {
  session: { id: string; status: 'open' | 'closed'; handler: 'assistant' | 'agent'; agentName: string | null };
  messages: VisitorMessage[];
  /** The turn that is being answered right now. */
  answering?: string | null;
};

/** What the session's event stream carries: how things stand first, then what happens. */
export type VisitorEvent = ({ type: 'session.snapshot' } & Snapshot) | SessionEvent;

export type Appearance = {
  companyName: string;
  assistantName: string;
  greeting: string;
  accentColor: string;
  /** What visitors can ask with one click before they have written anything. */
  questions?: string[];
};

export type { Offers };

/** Who the server knows this browser as. */
export type Identity = { sessionId: string; token: string };
