'use client';
import { Switch } from 'radix-ui';
import { startTransition, useActionState, useOptimistic } from 'react';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  /** What the action is told: which thing it is about. It gets `enabled` beside it. */
  field: { name: string; value: string };
  enabled: boolean;
  /** What is switched, for screen readers; and what the two states mean, on hover. */
  label: string;
  on: string;
  off: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Turns something on or off at once, and back when the server says no. */
export function ActionSwitch({ field, enabled, label, on, off, action }: Props) {
  const [state, send] = useActionState<FormState, FormData>(action, {});
  const [shown, show] = useOptimistic(enabled);
  const change = (next: boolean) =>
    startTransition(() => {
      show(next);
      const form = new FormData();
      form.set(field.name, field.value);
      form.set('enabled', String(next));
      send(form);
    });
  return (
    <span className="relative inline-flex items-center gap-2 align-middle">
      {state.error ? (
        <span role="alert" className="sr-only">
          {state.error}
        </span>
      ) : null}
      <Switch.Root
        checked={shown}
        onCheckedChange={change}
        aria-label={label}
        title={state.error ?? (shown ? on : off)}
        className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors duration-150 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="size-3.5 rounded-full bg-ink-3 transition-transform duration-150 data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent rtl:data-[state=checked]:-translate-x-4" />
      </Switch.Root>
    </span>
  );
}
