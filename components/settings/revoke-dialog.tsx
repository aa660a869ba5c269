'use client';
import type { ReactNode } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  id: string;
  name: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** What revoking means. */
  children: ReactNode;
};

/** Asks before a key is revoked for good. */
export function RevokeDialog({ id, name, action, children }: Props) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="danger" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      </DialogTrigger>
      <DialogContent title={`Revoke ${name}?`} description={children}>
        <ActionForm action={action} className="grid gap-3">
          {({ state, pending }) => (
            <>
              <input type="hidden" name="id" value={id} />
              <FormMessage state={state} />
              <div className="flex justify-end gap-2">
                <DialogClose asChild>
                  <Button>Keep it</Button>
                </DialogClose>
                <Button type="submit" variant="danger" disabled={pending}>
                  {pending ? 'Revoking' : 'Revoke'}
                </Button>
              </div>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
