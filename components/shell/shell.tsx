import type { ReactNode } from 'react';
import type { Role } from '@/lib/companies/schema';
import { Mark } from './mark';
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
 * scrolls by itself, so that panes can be as high as the window; it is positioned, so that what only screen readers get
 * does not make the window scroll.
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
      <main id="page" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        {children}
      </main>
    </div>
  );
}
