'use client';
import { type FormEvent, type ReactNode, startTransition, useActionState, useEffect } from 'react';
import type { FormState } from '@/lib/companies/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = {
  action: Action;
  className?: string;
  children: (form: { state: FormState; pending: boolean }) => ReactNode;
  /** Called once with the state of each submission that went through; keep it stable (`useCallback`, a setter). */
  onDone?: (state: FormState) => void;
};

/**
 * A form that is sent to a server action and keeps what was typed, whatever the answer. Works before the page's
 * scripts have loaded, too.
 */
export function ActionForm({ action, className, children, onDone }: Props) {
  const [state, send, pending] = useActionState<FormState, FormData>(action, {});
  useEffect(() => {
    if (state.done !== undefined) onDone?.(state);
  }, [state, onDone]);
  // React empties a form after its action; sent by hand, it stays as it is.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Which of several buttons sent it is part of what was sent.
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    startTransition(() => send(form));
  };
  return (
    <form action={send} onSubmit={submit} className={className} noValidate>
      {children({ state, pending })}
    </form>
  );
}

/** What a submission came to, announced to screen readers: keep it mounted, what appears with its words is not heard. */
export function FormMessage({ state }: { state: FormState }) {
  return (
    <div aria-live="polite" className="text-[13px] empty:absolute">
      {state.error ? <p className="text-bad">{state.error}</p> : null}
      {state.done ? <p className="text-ok">{state.done}</p> : null}
    </div>
  );
}
