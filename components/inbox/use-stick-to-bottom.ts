'use client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** This close to the bottom counts as there, pixels. */
const NEAR = 48;

/**
 * Keeps a scroller at its bottom while its reader is there, and leaves it alone otherwise.
 * @returns `away`: false at the bottom, `new` when something was added since the reader left it
 */
export function useStickToBottom(): {
  frame: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  away: false | 'quiet' | 'new';
  toBottom(): void;
} {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState<false | 'quiet' | 'new'>(false);

  const toBottom = useCallback(() => {
    stuck.current = true;
    setAway(false);
    if (frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }, []);

  useLayoutEffect(toBottom, [toBottom]);
  useEffect(() => {
    const scroller = frame.current;
    const inner = content.current;
    if (!scroller || !inner) return;
    let height = inner.offsetHeight;
    const scrolled = () => {
      stuck.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
      setAway((before) => (stuck.current ? false : before || 'quiet'));
    };
    const resized = new ResizeObserver(() => {
      const grown = inner.offsetHeight > height;
      height = inner.offsetHeight;
      if (stuck.current) scroller.scrollTop = scroller.scrollHeight;
      else if (grown) setAway('new');
    });
    scroller.addEventListener('scroll', scrolled, { passive: true });
    // The frame too: opening the keyboard of a phone or the composer makes it lower.
    resized.observe(inner);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, []);

  return { frame, content, away, toBottom };
}
