'use client';
import { type ReactNode, startTransition, useActionState, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { FormState } from '@/lib/companies/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;

type Props = {
  action: Action;
  /** What names the list that is shown: of another list nothing is chosen yet. */
  view: string;
  children: ReactNode;
};

/** Holds rows with boxes called `chosen`, and offers what can be done to those that are ticked. */
export function ChosenSources({ action, view, children }: Props) {
  const rows = useRef<HTMLDivElement>(null);
  /** Ids with spaces between, as the action takes them. */
  const [chosen, setChosen] = useState('');
  const [said, setSaid] = useState({ words: '', view });
  const boxes = () => [...(rows.current?.querySelectorAll<HTMLInputElement>('input[name="chosen"]') ?? [])];
  const count = () => setChosen(idsOf(boxes()));
  const tick = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked;
    count();
  };
  const apply: Action = async (before, form) => {
    const after = await action(before, form);
    if (after.done !== undefined) tick(false);
    setSaid({ words: after.done ?? '', view });
    return after;
  };
  const [state, send, pending] = useActionState<FormState, FormData>(apply, {});
  // Rows come and go by themselves, too: chosen is what can be seen to be.
  useEffect(() => {
    setChosen(idsOf([...(rows.current?.querySelectorAll<HTMLInputElement>('input[name="chosen"]') ?? [])]));
  });
  const change = (how: 'on' | 'off') => {
    const form = new FormData();
    form.set('sourceIds', chosen);
    form.set('change', how);
    startTransition(() => send(form));
  };
  const remove: Action = (before, form) => {
    form.set('change', 'delete');
    return apply(before, form);
  };
  const howMany = chosen === '' ? 0 : chosen.split(' ').length;
  const words = howMany > 0 ? `${howMany} chosen` : said.view === view ? said.words : '';
  return (
    <div>
      {/* It hears of the boxes inside. */}
      <div key={view} ref={rows} onChange={count}>
        {children}
      </div>
      <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-line bg-surface px-4 has-[:not(:empty)]:border-t has-[:not(:empty)]:py-2 md:px-6">
        <p role="status" className="mr-auto empty:absolute">
          {words}
        </p>
        {howMany > 0 ? (
          <>
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
              title={howMany === 1 ? 'Delete this source?' : `Delete these ${howMany} sources?`}
              description="They are removed for good with their passages, and answers that were prepared from them. Pages of a website come back when it is read again: turn those off instead."
              action={remove}
              field={{ name: 'sourceIds', value: chosen }}
              confirm={{ label: 'Delete', pending: 'Deleting' }}
            />
          </>
        ) : null}
        <p role="alert" className="w-full text-[13px] text-bad empty:absolute">
          {state.error}
        </p>
      </div>
    </div>
  );
}

const idsOf = (boxes: HTMLInputElement[]): string =>
  boxes.flatMap(({ checked, value }) => (checked ? [value] : [])).join(' ');
