/** What to call a visitor: by name, else by the end of the session's id, so that two strangers stay apart. */
export const visitorName = (name: string | null, sessionId: string): string => name ?? `Visitor ${sessionId.slice(-4)}`;
