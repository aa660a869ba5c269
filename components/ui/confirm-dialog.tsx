'use client';
import type { ReactNode } from 'react';
import type { FormState } from '@/lib/companies/schema';
import { ActionForm, FormMessage } from './action-form';
import { Button } from './button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from './dialog';

type Props = {
  /** The button that opens the question. */
  trigger: ReactNode;
  title: string;
  /** What will happen, and what to do instead. */
  description: ReactNode;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** What the action is told: which thing it is about. */
  field: { name: string; value: string };
  /** The button that does it, at rest and at work. */
  confirm: { label: string; pending: string };
};

/** Asks before something is gone for good. */
export function ConfirmDialog({ trigger, title, description, action, field, confirm }: Props) {
  return (
    <Dialog>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <ActionForm action={action} className="grid gap-3">
          {({ state, pending }) => (
            <>
              <input type="hidden" {...field} />
              <FormMessage state={state} />
              <div className="flex justify-end gap-2">
                <DialogClose asChild>
                  <Button>Keep it</Button>
                </DialogClose>
                <Button type="submit" variant="danger" disabled={pending}>
                  {pending ? confirm.pending : confirm.label}
                </Button>
              </div>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
