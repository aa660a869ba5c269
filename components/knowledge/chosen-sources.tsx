'use client';
import { type ReactNode, startTransition, useActionState, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { FormState } from '@/lib/companies/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;

/** Holds rows with boxes called `chosen`, and offers what can be done to those that are ticked. */
export function ChosenSources({ action, children }: { action: Action; children: ReactNode }) {
  const rows = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [state, send, pending] = useActionState<FormState, FormData>(action, {});
  const boxes = () => [...(rows.current?.querySelectorAll<HTMLInputElement>('input[name="chosen"]') ?? [])];
  const count = () => setChosen(boxes().flatMap(({ checked, value }) => (checked ? [value] : [])));
  const tick = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked;
    count();
  };
  // Rows that are gone are chosen no longer.
  useEffect(() => {
    if (state.done !== undefined) setChosen([]);
    for (const box of rows.current?.querySelectorAll<HTMLInputElement>('input[name="chosen"]') ?? [])
      box.checked = false;
  }, [state]);
  const change = (how: 'on' | 'off') => {
    const form = new FormData();
    form.set('sourceIds', chosen.join(' '));
    form.set('change', how);
    startTransition(() => send(form));
  };
  const remove: Action = async (before, form) => {
    form.set('change', 'delete');
    const after = await action(before, form);
    if (after.done !== undefined) tick(false);
    return after;
  };
  return (
    <div>
      {/* It hears of the boxes inside. */}
      <div ref={rows} onChange={count}>
        {children}
      </div>
      <div aria-live="polite" className="sticky bottom-0 z-10">
        {chosen.length > 0 ? (
          <div className="flex flex-wrap items-center gap-2 border-line border-t bg-surface px-4 py-2 md:px-6">
            <span className="mr-auto">{chosen.length} chosen</span>
            <Button size="sm" variant="ghost" onClick={() => tick(true)}>
              Choose all on this page
            </Button>
            <Button size="sm" variant="ghost" onClick={() => tick(false)}>
              Clear
            </Button>
            <Button size="sm" disabled={pending} onClick={() => change('on')}>
              Turn on
            </Button>
            <Button size="sm" disabled={pending} onClick={() => change('off')}>
              Turn off
            </Button>
            <ConfirmDialog
              trigger={
                <Button size="sm" variant="danger" disabled={pending}>
                  Delete
                </Button>
              }
              title={chosen.length === 1 ? 'Delete this source?' : `Delete these ${chosen.length} sources?`}
              description="They are removed for good with their passages, and answers that were prepared from them. Pages of a website come back when it is read again: turn those off instead."
              action={remove}
              field={{ name: 'sourceIds', value: chosen.join(' ') }}
              confirm={{ label: 'Delete', pending: 'Deleting' }}
            />
          </div>
        ) : null}
        {state.error ? <p className="bg-surface px-4 py-2 text-[13px] text-bad md:px-6">{state.error}</p> : null}
        {state.done ? <p className="sr-only">{state.done}</p> : null}
      </div>
    </div>
  );
}
