'use client';
import { useEffect, useState } from 'react';

/** The time for "5 min ago", moved on every half minute. Starts with the server's, so that both render the same. */
export function useNow(renderedAt: number): number {
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
