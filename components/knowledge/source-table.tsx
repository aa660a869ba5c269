import { Globe, Pencil, Pin, Text, Upload } from 'lucide-react';
import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/components/ui/format';
import { TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { FormState } from '@/lib/companies/schema';
import type { SourceRow } from '@/lib/knowledge/schema';
import { EnabledSwitch } from './enabled-switch';
import { formatSize, KIND_NAMES, languageName, originName, statusOf } from './source-words';

type Props = {
  sources: SourceRow[];
  now: number;
  setEnabled: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Sources, one a row; the whole row is the link, box and switch stand above it. */
export function SourceTable({ sources, now, setEnabled }: Props) {
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <TableHead className="bg-bg shadow-[inset_0_-1px_0_var(--c-line)]">
        <tr>
          <TableHeader className="w-10 pr-0 pl-4 md:pl-6">
            <span className="sr-only">Choose</span>
          </TableHeader>
          <TableHeader>Title</TableHeader>
          <TableHeader className="w-40 max-md:hidden">From</TableHeader>
          <TableHeader className="w-26 max-xl:hidden">Kind</TableHeader>
          <TableHeader className="w-24 max-2xl:hidden">Language</TableHeader>
          <TableHeader className="w-26 max-sm:hidden">Status</TableHeader>
          <TableHeader className="w-20 text-right max-xl:hidden">Passages</TableHeader>
          <TableHeader className="w-20 text-right max-lg:hidden">Size</TableHeader>
          <TableHeader className="w-20 text-right max-md:hidden">Changed</TableHeader>
          <TableHeader className="w-22 text-right max-2xl:hidden">Last read</TableHeader>
          <TableHeader className="w-18 pr-4 text-right md:pr-6">In use</TableHeader>
        </tr>
      </TableHead>
      <tbody>
        {sources.map((source) => (
          <Row key={source.id} source={source} now={now} setEnabled={setEnabled} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ source, now, setEnabled }: { source: SourceRow; now: number; setEnabled: Props['setEnabled'] }) {
  const status = statusOf(source);
  return (
    <TableRow className="relative hover:bg-hover has-focus-visible:bg-hover">
      <TableCell className="relative z-1 pr-0 pl-4 md:pl-6">
        <input
          type="checkbox"
          name="chosen"
          value={source.id}
          aria-label={`Choose "${source.title}"`}
          className="block size-4 accent-(--c-accent)"
        />
      </TableCell>
      <TableCell className="min-w-0">
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
      <TableCell className="text-ink-2 max-md:hidden">
        <span className="flex items-center gap-1.5 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-ink-3">
          <OriginIcon source={source} />
          <span dir="auto" className="min-w-0 truncate" title={originName(source)}>
            {originName(source)}
          </span>
        </span>
      </TableCell>
      <TableCell className="truncate text-ink-2 max-xl:hidden">{KIND_NAMES[source.kind]}</TableCell>
      <TableCell className="truncate text-ink-2 max-2xl:hidden">{languageName(source.language)}</TableCell>
      <TableCell className="max-sm:hidden">
        <Badge tone={status.tone} title={source.editedAt ? 'Edited here: it does not follow its original' : undefined}>
          {source.pinned ? <Pin aria-hidden className="size-3" /> : null}
          {source.editedAt ? <Pencil aria-label="Edited here" className="size-3" /> : null}
          {status.word}
        </Badge>
      </TableCell>
      <TableCell className="text-right text-ink-2 max-xl:hidden">{formatCount(source.passageCount)}</TableCell>
      <TableCell className="whitespace-nowrap text-right text-ink-2 max-lg:hidden">{formatSize(source.size)}</TableCell>
      <TableCell className="whitespace-nowrap text-right text-ink-3 max-md:hidden">
        <Ago at={source.updatedAt} now={now} />
      </TableCell>
      <TableCell className="whitespace-nowrap text-right text-ink-3 max-2xl:hidden">
        <Ago at={source.syncedAt} now={now} />
      </TableCell>
      <TableCell className="relative z-1 pr-4 text-right md:pr-6">
        <EnabledSwitch sourceId={source.id} title={source.title} enabled={source.enabled} tight action={setEnabled} />
      </TableCell>
    </TableRow>
  );
}

function OriginIcon({ source: { origin } }: { source: SourceRow }) {
  if (origin.type === 'website') return <Globe aria-hidden />;
  return origin.type === 'file' ? <Upload aria-hidden /> : <Text aria-hidden />;
}
