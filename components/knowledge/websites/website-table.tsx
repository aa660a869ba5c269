import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/components/ui/format';
import { TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { FormState } from '@/lib/companies/schema';
import type { Website } from '@/lib/knowledge/websites/schema';
import { Progress } from './progress';
import { Until } from './until';
import { SyncButton } from './website-tools';
import { KINDS, shortAddress, websiteState } from './words';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { websites: Website[]; now: number; start: Action; cancel: Action };

/** Websites, one a row; the whole row is the link, the button stands above it. */
export function WebsiteTable({ websites, now, start, cancel }: Props) {
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <TableHead className="bg-bg shadow-[inset_0_-1px_0_var(--c-line)]">
        <tr>
          <TableHeader className="pl-4 md:pl-6">Address</TableHeader>
          <TableHeader className="w-28 max-lg:hidden">Kind</TableHeader>
          <TableHeader className="w-80 max-md:hidden">Status</TableHeader>
          <TableHeader className="w-18 text-right max-lg:hidden">Pages</TableHeader>
          <TableHeader className="w-18 text-right max-lg:hidden">Errors</TableHeader>
          <TableHeader className="w-24 text-right max-lg:hidden">Last sync</TableHeader>
          <TableHeader className="w-24 text-right max-xl:hidden">Next sync</TableHeader>
          <TableHeader className="w-32 pr-4 text-right md:w-36 md:pr-6">
            <span className="sr-only">Sync</span>
          </TableHeader>
        </tr>
      </TableHead>
      <tbody>
        {websites.map((website) => (
          <TableRow key={website.id} className="relative h-12 hover:bg-hover has-focus-visible:bg-hover">
            <TableCell className="pl-4 md:pl-6">
              <Link
                href={`/knowledge/websites/${website.id}`}
                prefetch={false}
                title={website.url}
                className="block truncate text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
              >
                {shortAddress(website.url)}
              </Link>
              <span className="mt-1 block md:hidden">
                <Status website={website} />
              </span>
            </TableCell>
            <TableCell className="truncate text-ink-2 max-lg:hidden">{KINDS[website.kind].name}</TableCell>
            <TableCell className="max-md:hidden">
              <Status website={website} />
            </TableCell>
            <TableCell className="text-right text-ink-2 max-lg:hidden">{formatCount(website.sources)}</TableCell>
            <TableCell
              className={`text-right max-lg:hidden ${website.failed + website.gone > 0 ? 'text-bad' : 'text-ink-3'}`}
            >
              {formatCount(website.failed + website.gone)}
            </TableCell>
            <TableCell className="whitespace-nowrap text-right text-ink-3 max-lg:hidden">
              {website.lastSyncedAt ? <Ago at={website.lastSyncedAt} now={now} /> : 'Never'}
            </TableCell>
            <TableCell className="whitespace-nowrap text-right text-ink-3 max-xl:hidden">
              {website.state === 'idle' && website.nextSyncAt ? <Until at={website.nextSyncAt} now={now} /> : '–'}
            </TableCell>
            <TableCell className="pr-4 md:pr-6">
              <span className="relative flex justify-end">
                <SyncButton website={website} start={start} cancel={cancel} />
              </span>
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </table>
  );
}

function Status({ website }: { website: Website }) {
  if (website.state !== 'idle') return <Progress website={website} />;
  const { tone, word, advice } = websiteState(website);
  return (
    <span className="grid justify-items-start gap-0.5">
      <Badge tone={tone}>{word}</Badge>
      {advice ? (
        <span title={advice} className="line-clamp-2 text-[13px] text-ink-2">
          {advice}
        </span>
      ) : null}
    </span>
  );
}
