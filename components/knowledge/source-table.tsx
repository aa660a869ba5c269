import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { formatCount } from '@/components/ui/format';
import { TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { FormState } from '@/lib/companies/schema';
import type { SourceKind, SourceRow } from '@/lib/knowledge/schema';
import { EnabledSwitch } from './enabled-switch';

export const KIND_NAMES: Record<SourceKind, string> = { text: 'Text', markdown: 'Markdown', jsonl: 'List entry' };

type Props = {
  sources: SourceRow[];
  now: number;
  setEnabled: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Sources, one a row; the whole row is the link, the switch stands above it. */
export function SourceTable({ sources, now, setEnabled }: Props) {
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <TableHead className="bg-bg shadow-[inset_0_-1px_0_var(--c-line)]">
        <tr>
          <TableHeader className="pl-4 md:pl-6">Title</TableHeader>
          <TableHeader className="w-28 max-lg:hidden">Kind</TableHeader>
          <TableHeader className="w-22 text-right max-sm:hidden">Passages</TableHeader>
          <TableHeader className="w-26 text-right max-md:hidden">Changed</TableHeader>
          <TableHeader className="w-20 pr-4 text-right md:pr-6">In use</TableHeader>
        </tr>
      </TableHead>
      <tbody>
        {sources.map((source) => (
          <TableRow key={source.id} className="relative hover:bg-hover has-focus-visible:bg-hover">
            <TableCell className="pl-4 md:pl-6">
              <Link
                href={`/knowledge/${source.id}`}
                prefetch={false}
                dir="auto"
                title={source.title}
                className={`block truncate after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent ${source.enabled ? 'text-ink' : 'text-ink-3'}`}
              >
                {source.title}
              </Link>
            </TableCell>
            <TableCell className="truncate text-ink-2 max-lg:hidden">{KIND_NAMES[source.kind]}</TableCell>
            <TableCell className="text-right text-ink-2 max-sm:hidden">{formatCount(source.passageCount)}</TableCell>
            <TableCell className="whitespace-nowrap text-right text-ink-3 max-md:hidden">
              <Ago at={source.updatedAt} now={now} />
            </TableCell>
            <TableCell className="pr-4 text-right md:pr-6">
              <EnabledSwitch sourceId={source.id} title={source.title} enabled={source.enabled} action={setEnabled} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </table>
  );
}
