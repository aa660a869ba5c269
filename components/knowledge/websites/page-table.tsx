import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { Badge } from '@/components/ui/badge';
import { TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { WebsitePage } from '@/lib/knowledge/websites/schema';
import { pageState, pathOf } from './words';

/** Pages of a website, what became of each, and a way to its source and to the page itself. */
export function PageTable({ pages, now }: { pages: WebsitePage[]; now: number }) {
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <TableHead className="bg-bg shadow-[inset_0_-1px_0_var(--c-line)]">
        <tr>
          <TableHeader className="pl-4 md:pl-6">Page</TableHeader>
          <TableHeader className="w-24 max-md:hidden">State</TableHeader>
          <TableHeader className="w-18 text-right max-sm:hidden">Read</TableHeader>
          <TableHeader className="w-20 pr-4 text-right md:pr-6">
            <span className="sr-only">Original</span>
          </TableHeader>
        </tr>
      </TableHead>
      <tbody>
        {pages.map((page) => (
          <PageRow key={page.id} page={page} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function PageRow({ page, now }: { page: WebsitePage; now: number }) {
  const { tone, word, advice } = pageState(page);
  const path = pathOf(page.url);
  return (
    <TableRow className="align-top">
      <TableCell className="py-2 pl-4 md:pl-6">
        {page.sourceId ? (
          <Link
            href={`/knowledge/${page.sourceId}`}
            prefetch={false}
            dir="auto"
            title={page.title ?? path}
            className="block truncate rounded-control text-ink hover:text-accent"
          >
            {page.title ?? path}
          </Link>
        ) : null}
        <span
          dir="auto"
          title={page.url}
          className={`block truncate ${page.sourceId ? 'text-[13px] text-ink-3' : 'text-ink-2'}`}
        >
          {path}
        </span>
        <Badge tone={tone} className="mt-1 md:hidden">
          {word}
        </Badge>
        {advice ? <p className="mt-0.5 max-w-[72ch] break-words text-[13px] text-ink-2">{advice}</p> : null}
      </TableCell>
      <TableCell className="py-2 max-md:hidden">
        <Badge tone={tone}>{word}</Badge>
      </TableCell>
      <TableCell className="whitespace-nowrap py-2 text-right text-ink-3 max-sm:hidden">
        {page.readAt ? <Ago at={page.readAt} now={now} /> : null}
      </TableCell>
      <TableCell className="py-2 pr-4 text-right md:pr-6">
        <a
          href={page.url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Open ${page.url}`}
          className="rounded-control text-accent hover:underline"
        >
          Open
        </a>
      </TableCell>
    </TableRow>
  );
}
