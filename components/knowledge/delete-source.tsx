'use client';
import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  sourceId: string;
  title: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Asks before a source is gone for good. */
export function DeleteSource({ sourceId, title, action }: Props) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger">
          <Trash2 aria-hidden /> Delete
        </Button>
      }
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
      action={action}
      field={{ name: 'sourceId', value: sourceId }}
      confirm={{ label: 'Delete', pending: 'Deleting' }}
    />
  );
}
