'use client';
import { BookOpen, Gauge, Inbox, ScrollText, Settings } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';

const ITEMS = [
  { href: '/inbox', label: 'Inbox', icon: Inbox, adminOnly: false },
  { href: '/transcripts', label: 'Transcripts', icon: ScrollText, adminOnly: false },
  { href: '/knowledge', label: 'Knowledge', icon: BookOpen, adminOnly: false },
  { href: '/performance', label: 'Performance', icon: Gauge, adminOnly: true },
  { href: '/settings', label: 'Settings', icon: Settings, adminOnly: true },
] as const;

/** The pages a member may open. Hiding is a courtesy: each page checks the role itself. */
export function NavItems({ admin }: { admin: boolean }) {
  const pathname = usePathname();
  return ITEMS.filter((item) => admin || !item.adminOnly).map(({ href, label, icon: Icon }) => {
    const active = pathname === href || pathname.startsWith(`${href}/`);
    return (
      <Link
        key={href}
        href={href}
        aria-current={active ? 'page' : undefined}
        className={cn(
          'group relative flex min-w-14 flex-col items-center justify-center gap-0.5 py-1.5 transition-colors duration-150 md:size-10 md:min-w-0 md:rounded-control md:p-0',
          active ? 'text-accent md:bg-accent-soft' : 'text-ink-2 hover:text-ink md:hover:bg-hover',
        )}
      >
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
        <span className="text-[11px] leading-4 md:pointer-events-none md:absolute md:left-full md:ml-2 md:rounded-control md:bg-ink md:px-2 md:py-1 md:text-bg md:text-xs md:opacity-0 md:transition-opacity md:duration-150 md:group-hover:opacity-100 md:group-focus-visible:opacity-100">
          {label}
        </span>
      </Link>
    );
  });
}
