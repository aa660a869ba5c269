'use client';
import { LogOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import type { Role } from '@/lib/companies/schema';
import { THEME_COOKIE } from './theme';

type Props = {
  person: { name: string; email: string; role: Role };
  companyName: string;
  signOut: () => Promise<void>;
};

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ person, companyName, signOut }: Props) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`Account of ${person.name}`}
        className="mx-3 grid size-8 place-items-center rounded-full border border-line-strong bg-surface font-medium text-ink-2 text-xs transition-colors duration-150 hover:text-ink data-[state=open]:text-ink md:mx-0"
      >
        {initials(person.name)}
      </DropdownMenuTrigger>
      <DropdownMenuContent side="right" align="end" className="w-60">
        <div className="px-2 pt-1.5 pb-1">
          <p className="truncate font-medium">{person.name}</p>
          <p className="truncate text-ink-3 text-xs">{person.email}</p>
          <p className="truncate text-ink-3 text-xs">
            {person.role === 'admin' ? 'Admin' : 'Agent'} at {companyName}
          </p>
        </div>
        <DropdownMenuSeparator />
        <ThemeChoice />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden /> Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Light, dark, or what the system wishes. Kept in a cookie, so that the server paints the right one at once. */
function ThemeChoice() {
  const [theme, setTheme] = useState('system');
  useEffect(() => setTheme(document.documentElement.dataset.theme ?? 'system'), []);
  const choose = (next: string) => {
    setTheme(next);
    const system = next === 'system';
    if (system) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${system ? 0 : 31_536_000}; samesite=lax`;
  };
  return (
    <DropdownMenuRadioGroup value={theme} onValueChange={choose}>
      <DropdownMenuLabel>Theme</DropdownMenuLabel>
      {[
        ['system', 'Like the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ].map(([value, label]) => (
        <DropdownMenuRadioItem key={value} value={value ?? ''} onSelect={(event) => event.preventDefault()}>
          {label}
        </DropdownMenuRadioItem>
      ))}
    </DropdownMenuRadioGroup>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('');
