import type { ReactNode } from 'react';
import { pageContext } from '@/lib/companies/loaders';

/** Asks for the role before anything is streamed, so that the answer to an agent is a real 403. */
export default async function PerformanceLayout({ children }: { children: ReactNode }) {
  await pageContext('admin');
  return children;
}
