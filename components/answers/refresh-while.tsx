'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

const PAUSE_MS = 2_000;

/**
 * Looks again while something on the page is being made, two seconds after it last did. It waits for the answer first: on
 * a slow connection, looks that overtake each other would also overtake the way to another page.
 */
export function RefreshWhile({ pending }: { pending: boolean }) {
  const router = useRouter();
  const [looking, startLooking] = useTransition();
  useEffect(() => {
    if (!pending || looking) return;
    const timer = setTimeout(() => startLooking(() => router.refresh()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [pending, looking, router]);
  return null;
}
