'use client';
import Link from 'next/link';
import { useActionState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import type { FormState } from '@/lib/companies/schema';
import type { RetryState } from '@/lib/gaps/schema';

type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

/** Sets a topic aside until it is asked more often than before. */
export function Dismiss({ question, asked, action }: { question: string; asked: number; action: FormAction }) {
  return (
    <ActionForm action={action}>
      {({ state, pending }) => (
        <>
          <input type="hidden" name="question" value={question} />
          <input type="hidden" name="asked" value={asked} />
          <Button
            type="submit"
            variant="ghost"
            size="sm"
            disabled={pending}
            title="It comes back when it is asked more often than so far."
          >
            Dismiss
          </Button>
          <FormMessage state={state.error ? state : {}} />
        </>
      )}
    </ActionForm>
  );
}

export function Undo({ markId, action }: { markId: string; action: FormAction }) {
  return (
    <ActionForm action={action}>
      {({ state, pending }) => (
        <>
          <input type="hidden" name="markId" value={markId} />
          <Button type="submit" variant="ghost" size="sm" disabled={pending}>
            Put back
          </Button>
          <FormMessage state={state.error ? state : {}} />
        </>
      )}
    </ActionForm>
  );
}

type RetryProps = { question: string; action: (state: RetryState, form: FormData) => Promise<RetryState> };

/** Searches today's articles, and says what they hold. What they answer leaves the list. */
export function Retry({ question, action }: RetryProps) {
  const [state, send, pending] = useActionState<RetryState, FormData>(action, {});
  return (
    <form action={send} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="question" value={question} />
      <Button type="submit" size="sm" disabled={pending}>
        {pending ? 'Searching' : 'Try again'}
      </Button>
      <p aria-live="polite" className="text-[13px] text-ink-2 empty:absolute">
        {state.error}
        {state.outcome === 'nothing' ? 'No article is near this question yet.' : null}
        {state.outcome === 'unavailable' ? 'The search does not answer right now. Try again in a moment.' : null}
        {state.outcome === 'hint' && state.found ? (
          <>
            Not enough for an answer. The closest is{' '}
            <Link href={state.found.href} dir="auto" className="text-accent hover:underline">
              {state.found.title}
            </Link>
            .
          </>
        ) : null}
        {state.outcome === 'answer' ? 'Answered by now.' : null}
      </p>
    </form>
  );
}
