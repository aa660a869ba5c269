'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

type Props = { sourceId: string; page: number; lastPage: number; perPage: number };

/**
 * Leads to the passage that the address names (`#passage-12`), also when it stands on another page of the source, and
 * marks it. The browser does so by itself only for addresses that it loads anew.
 */
export function CitedPassage({ sourceId, page, lastPage, perPage }: Props) {
  const router = useRouter();
  useEffect(() => {
    const go = () => {
      for (const marked of document.querySelectorAll('[data-cited]')) marked.removeAttribute('data-cited');
      const number = Number(/^#passage-(\d{1,6})$/.exec(window.location.hash)?.[1]);
      if (!number) return;
      const passage = document.getElementById(`passage-${number}`);
      if (passage) {
        passage.setAttribute('data-cited', '');
        passage.scrollIntoView({ block: 'start' });
        passage.focus({ preventScroll: true });
        return;
      }
      const at = Math.ceil(number / perPage);
      if (at !== page && at <= lastPage) router.replace(`/knowledge/${sourceId}?page=${at}#passage-${number}`);
    };
    go();
    window.addEventListener('hashchange', go);
    return () => window.removeEventListener('hashchange', go);
  }, [router, sourceId, page, lastPage, perPage]);
  return null;
}
