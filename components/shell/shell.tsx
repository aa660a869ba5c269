import type { ReactNode } from 'react';
import type { Role } from '@/lib/companies/schema';
import { NavItems } from './nav-items';
import { UserMenu } from './user-menu';

type Props = {
  person: { name: string; email: string; role: Role };
  companyName: string;
  signOut: () => Promise<void>;
  children: ReactNode;
};

/**
 * The frame of the dashboard: a slim rail on the left, on a phone a bar along the bottom. The page gets the rest and
 * scrolls by itself, so that panes can be as high as the window.
 */
export function Shell({ person, companyName, signOut, children }: Props) {
  return (
    <div className="flex h-dvh flex-col-reverse md:flex-row">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2 focus:shadow-overlay"
      >
        Skip to the page
      </a>
      <header className="z-30 flex shrink-0 items-center justify-between border-line border-t bg-sunken pb-[env(safe-area-inset-bottom)] md:w-14 md:flex-col md:border-t-0 md:border-r md:py-3 md:pb-3">
        <div className="hidden md:block">
          <Mark />
        </div>
        <nav aria-label="Main" className="flex flex-1 justify-around md:mt-5 md:flex-col md:justify-start md:gap-1">
          <NavItems admin={person.role === 'admin'} />
        </nav>
        <UserMenu person={person} companyName={companyName} signOut={signOut} />
      </header>
      <main id="page" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        {children}
      </main>
    </div>
  );
}

/** The mark: a receipt in four segments. */
export function Mark() {
  return (
    <svg viewBox="0 0 28 28" className="size-7" role="img" aria-label="Halfsecond">
      <rect width="28" height="28" rx="7" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="6" y="12.5" width="3" height="3" rx="1" />
        <rect x="10" y="12.5" width="2" height="3" rx="1" opacity="0.7" />
        <rect x="13" y="8" width="1.5" height="12" rx="0.75" />
        <rect x="15.5" y="12.5" width="6.5" height="3" rx="1" opacity="0.85" />
      </g>
    </svg>
  );
}
