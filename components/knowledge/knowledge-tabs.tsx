import Link from 'next/link';

const TABS = [
  { name: 'sources', label: 'Sources', href: '/knowledge' },
  { name: 'websites', label: 'Websites', href: '/knowledge/websites' },
  { name: 'gaps', label: 'Content gaps', href: '/knowledge/gaps' },
  { name: 'questions', label: 'Common questions', href: '/knowledge/questions' },
] as const;

/** The pages of what the assistant knows, one beside the other. */
export function KnowledgeTabs({ current }: { current: (typeof TABS)[number]['name'] }) {
  return (
    <nav aria-label="Knowledge" className="-mx-1 flex gap-1 overflow-x-auto">
      {TABS.map(({ name, label, href }) => (
        <Link
          key={name}
          href={href}
          aria-current={name === current ? 'page' : undefined}
          className="whitespace-nowrap rounded-control px-2.5 py-1 text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
