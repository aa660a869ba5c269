import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';

/** The way to newer and older rows; a direction without an address has no more. */
export function Pager({ newer, older }: { newer: string | null; older: string | null }) {
  if (!newer && !older) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-line border-t px-4 py-3 md:px-6">
      <Step href={newer}>
        <ChevronLeft aria-hidden /> Newer
      </Step>
      <Step href={older}>
        Older <ChevronRight aria-hidden />
      </Step>
    </nav>
  );
}

function Step({ href, children }: { href: string | null; children: ReactNode }) {
  return href ? (
    <Button asChild size="sm">
      <Link href={href}>{children}</Link>
    </Button>
  ) : (
    <Button size="sm" disabled>
      {children}
    </Button>
  );
}
