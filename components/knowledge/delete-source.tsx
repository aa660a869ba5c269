'use client';
import { Trash2 } from 'lucide-react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  sourceId: string;
  title: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Asks before a source is gone for good. */
export function DeleteSource({ sourceId, title, action }: Props) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="danger">
          <Trash2 aria-hidden /> Delete
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Delete this source?"
        description={
          <>
            <span dir="auto" className="break-words font-medium text-ink">
              {title}
            </span>{' '}
            and its passages are removed for good. The assistant stops answering from it at once. To keep it out of
            answers for a while, turn it off instead.
          </>
        }
      >
        <ActionForm action={action} className="grid gap-3">
          {({ state, pending }) => (
            <>
              <input type="hidden" name="sourceId" value={sourceId} />
              <FormMessage state={state} />
              <div className="flex justify-end gap-2">
                <DialogClose asChild>
                  <Button>Keep it</Button>
                </DialogClose>
                <Button type="submit" variant="danger" disabled={pending}>
                  {pending ? 'Deleting' : 'Delete'}
                </Button>
              </div>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
