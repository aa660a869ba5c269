'use client';
import { Switch } from 'radix-ui';
import { startTransition, useActionState, useOptimistic } from 'react';
import type { FormState } from '@/lib/companies/schema';
import { cn } from './cn';

type Props = {
  /** What the action is told: which thing it is about. It gets `enabled` beside it. */
  field: { name: string; value: string };
  enabled: boolean;
  /** What is switched, for screen readers; and what the two states mean, on hover. */
  label: string;
  on: string;
  off: string;
  /** Set where there is no room beside it: what went wrong then lies over what stands before it. */
  tight?: boolean;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Turns something on or off at once, and back when the server says no. */
export function ActionSwitch({ field, enabled, label, on, off, tight, action }: Props) {
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
      <span
        role="alert"
        className={cn(
          'text-[13px] text-bad empty:absolute',
          tight &&
            'not-empty:absolute not-empty:end-full not-empty:me-2 not-empty:w-max not-empty:max-w-[min(20rem,60vw)] not-empty:rounded-control not-empty:border not-empty:border-bad not-empty:bg-surface not-empty:px-2 not-empty:py-1 text-start',
        )}
      >
        {state.error}
      </span>
      <Switch.Root
        checked={shown}
        onCheckedChange={change}
        aria-label={label}
        title={shown ? on : off}
        className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors duration-150 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="size-3.5 rounded-full bg-ink-3 transition-transform duration-150 data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent rtl:data-[state=checked]:-translate-x-4" />
      </Switch.Root>
    </span>
  );
}
