import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import type { RangeName } from '@/lib/performance/schema';

const RANGES: { name: RangeName; label: string }[] = [
  { name: '1h', label: '1 hour' },
  { name: '24h', label: '24 hours' },
  { name: '7d', label: '7 days' },
  { name: '30d', label: '30 days' },
];

/** How the period before is called in a sentence. */
export const BEFORE: Record<RangeName, string> = {
  '1h': 'the hour before',
  '24h': 'the 24 hours before',
  '7d': 'the 7 days before',
  '30d': 'the 30 days before',
};

/** The stretches of time to choose from; each is an address. */
export function RangeTabs({ active }: { active: RangeName }) {
  return (
    <nav aria-label="Time" className="flex gap-0.5 rounded-control border border-line bg-surface p-0.5">
      {RANGES.map(({ name, label }) => (
        <Link
          key={name}
          href={name === '24h' ? '/performance' : `/performance?range=${name}`}
          aria-current={name === active ? 'page' : undefined}
          scroll={false}
          className={cn(
            'flex h-6 items-center whitespace-nowrap rounded-[4px] px-2 text-[13px] transition-colors duration-150',
            name === active ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
