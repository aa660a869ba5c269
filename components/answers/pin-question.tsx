'use client';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';

type Props = { action: (state: FormState, form: FormData) => Promise<FormState>; maxLength: number };

/** Pins a question; empty again once it is pinned. */
export function PinQuestion({ action, maxLength }: Props) {
  const [count, setCount] = useState(0);
  const [done] = useState(() => () => setCount((before) => before + 1));
  return (
    <ActionForm action={action} onDone={done} className="grid gap-2">
      {({ state, pending }) => (
        <>
          <Field id="pin-question" label="New question" error={state.fields?.question}>
            <div className="flex gap-2">
              <Input
                key={count}
                id="pin-question"
                name="question"
                dir="auto"
                maxLength={maxLength}
                placeholder="How do I return an order?"
                defaultValue={state.values?.question}
                aria-invalid={Boolean(state.fields?.question)}
              />
              <Button type="submit" variant="primary" disabled={pending}>
                {pending ? 'Pinning' : 'Pin'}
              </Button>
            </div>
          </Field>
          <FormMessage state={state} />
        </>
      )}
    </ActionForm>
  );
}
