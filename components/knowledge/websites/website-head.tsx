import { Ago } from '@/components/chat/ago';
import { Badge } from '@/components/ui/badge';
import type { Website } from '@/lib/knowledge/websites/schema';
import { Progress } from './progress';
import { Until } from './until';
import { KINDS, pagesInWords, SCHEDULES, shortAddress, websiteState } from './words';

const OUTCOMES: Record<NonNullable<Website['outcome']>, string> = {
  complete: 'The website was read.',
  failed: 'The website could not be read.',
  cancelled: 'Reading was cancelled.',
};

/** What a website is, how it is doing, and when it is read again. */
export function WebsiteHead({ website, now }: { website: Website; now: number }) {
  const { tone, word, advice } = websiteState(website);
  const busy = website.state !== 'idle';
  return (
    <div className="min-w-0 flex-1 basis-72">
      <h1 className="break-all">{shortAddress(website.url)}</h1>
      <p className="mt-0.5 text-ink-2">
        {KINDS[website.kind].name}, {pagesInWords(website.sources)} in use. {SCHEDULES[website.schedule]}.{' '}
        <Times website={website} now={now} />
      </p>
      {/* What is counted changes every other second: only what it came to is said aloud. */}
      <p role="status" className="sr-only">
        {spokenState(website)}
      </p>
      <div className="mt-2 flex flex-wrap items-start gap-x-3 gap-y-1">
        <Badge tone={tone}>{word}</Badge>
        {busy ? <Progress website={website} /> : advice ? <p className="max-w-[72ch] text-ink-2">{advice}</p> : null}
      </div>
    </div>
  );
}

function spokenState({ state, outcome }: Website): string | null {
  if (state !== 'idle') return 'The website is being read.';
  return outcome && OUTCOMES[outcome];
}

function Times({ website: { state, lastSyncedAt, nextSyncAt }, now }: { website: Website; now: number }) {
  return (
    <>
      {lastSyncedAt ? (
        <>
          Last sync: <Ago at={lastSyncedAt} now={now} />.{' '}
        </>
      ) : null}
      {state === 'idle' && nextSyncAt ? (
        <>
          Next sync: <Until at={nextSyncAt} now={now} />.
        </>
      ) : null}
    </>
  );
}
