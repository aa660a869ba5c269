'use client';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { InboxEvent } from '@/lib/conversations/schema';

/** `lost`: the list may be out of date; a new connection is being tried. */
export type Connection = 'connecting' | 'live' | 'lost';

/** The server pings every 15 s; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 40_000;
/** The first new try comes at once and unannounced: a stream may simply have reached its age. */
const RETRY_MS = [200, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Who moves through the list quickly opens a stream only where they stay. */
const HASTE_MS = 300;
const PAUSE_MS = 150;
/** Tokens that arrive within this time are drawn together. */
const FRAME_MS = 30;

/**
 * Keeps one event stream open to `url` and hands its events on, in order, a few times a frame.
 * @param onSignedOut called when the server says that the session is over
 */
export function useLive(url: string, onEvents: (events: InboxEvent[]) => void, onSignedOut: () => void): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  const deliver = useEffectEvent(onEvents);
  const signedOut = useEffectEvent(onSignedOut);
  const openedAt = useRef(0);

  useEffect(() => {
    let source: EventSource | null = null;
    let failures = 0;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let frame: ReturnType<typeof setTimeout> | undefined;
    let waiting: InboxEvent[] = [];

    const flush = () => {
      frame = undefined;
      deliver(waiting.splice(0));
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(fail, SILENCE_MS);
    };
    const connect = () => {
      clearTimeout(retry);
      source?.close();
      source = new EventSource(url);
      listen();
      source.onerror = fail;
      source.onmessage = (message) => {
        failures = 0;
        setConnection('live');
        listen();
        waiting.push(JSON.parse(message.data) as InboxEvent);
        frame ??= setTimeout(flush, FRAME_MS);
      };
    };
    function fail() {
      source?.close();
      clearTimeout(silence);
      failures += 1;
      if (failures > 1) setConnection('lost');
      // An event stream does not tell why it was refused.
      if (failures === 3) void probe();
      const delay = RETRY_MS[Math.min(failures - 1, RETRY_MS.length - 1)] ?? 15_000;
      retry = setTimeout(connect, delay * (0.8 + Math.random() * 0.4));
    }
    const probe = async () => {
      const answer = await fetch('/api/inbox').catch(() => null);
      if (answer?.status === 401) signedOut();
    };
    const reconnect = () => {
      if (failures > 0) connect();
    };
    const wake = () => {
      if (document.visibilityState === 'visible') reconnect();
    };

    const hasty = Date.now() - openedAt.current < HASTE_MS;
    openedAt.current = Date.now();
    if (hasty) retry = setTimeout(connect, PAUSE_MS);
    else connect();
    window.addEventListener('online', reconnect);
    document.addEventListener('visibilitychange', wake);
    return () => {
      source?.close();
      clearTimeout(retry);
      clearTimeout(silence);
      clearTimeout(frame);
      waiting = [];
      window.removeEventListener('online', reconnect);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [url]);

  return connection;
}
