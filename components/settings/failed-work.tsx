'use client';
import Link from 'next/link';
import { Ago } from '@/components/chat/ago';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { FormState } from '@/lib/companies/schema';
import type { FailedWork as Work } from '@/lib/work/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { work: Work[]; total: number; now: number; retry: Action; discard: Action };

const NAMES: Record<string, string> = {
  'after-turn': 'Reading a message',
  'summarise-session': 'Summing up a conversation',
  'predict-follow-ups': 'Preparing likely next questions',
  'prepare-answers': 'Preparing answers to common questions',
};

/** What was to be done after answers and failed each time it was tried. */
export function FailedWork({ work, total, now, retry, discard }: Props) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface">
      {work.length === 0 ? (
        <p className="px-3 py-2.5 text-ink-3">Nothing has failed.</p>
      ) : (
        <ul>
          {work.map((one) => (
            <Row key={one.id} work={one} now={now} retry={retry} discard={discard} />
          ))}
        </ul>
      )}
      {total > work.length ? (
        <p className="border-line border-t px-3 py-2 text-[13px] text-ink-3">
          The newest {work.length} of {total}.
        </p>
      ) : null}
    </div>
  );
}

function Row({ work, now, retry, discard }: Omit<Props, 'work' | 'total'> & { work: Work }) {
  const name = NAMES[work.name] ?? work.name;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-3 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{name}</p>
        <p className="break-words text-[13px] text-ink-2">{work.lastError ?? 'It failed without a word.'}</p>
        <p className="text-[13px] text-ink-3">
          Given up after {work.attempts === 1 ? '1 attempt' : `${work.attempts} attempts`} ·{' '}
          <Ago at={work.failedAt} now={now} />
          {work.sessionId ? (
            <>
              {' · '}
              <Link href={`/transcripts/${work.sessionId}`} className="text-accent hover:underline">
                Conversation
              </Link>
            </>
          ) : null}
        </p>
      </div>
      <div className="flex items-center gap-2">
        <ActionForm action={retry} className="flex items-center gap-2">
          {({ state, pending }) => (
            <>
              <input type="hidden" name="id" value={work.id} />
              <FormMessage state={state} />
              <Button type="submit" size="sm" disabled={pending} aria-label={`Try again: ${name}`}>
                {pending ? 'Sending' : 'Try again'}
              </Button>
            </>
          )}
        </ActionForm>
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="danger" aria-label={`Discard: ${name}`}>
              Discard
            </Button>
          }
          title="Discard this work?"
          description="It will not be done. The answer itself stays as it is."
          action={discard}
          field={{ name: 'id', value: work.id }}
          confirm={{ label: 'Discard', pending: 'Discarding' }}
        />
      </div>
    </li>
  );
}
