'use client';
import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatCount } from '@/components/ui/format';
import type { FormState } from '@/lib/companies/schema';
import type { SourceRow } from '@/lib/knowledge/schema';

type Props = {
  sourceId: string;
  title: string;
  passageCount: number;
  /** Where it comes from. */
  from: SourceRow['origin']['type'];
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** How it would come back. */
const RETURNS = {
  website: 'The website brings it back when it is read again; to keep it out of answers, turn it off instead.',
  file: 'Uploading the file again brings it back. To keep it out of answers for a while, turn it off instead.',
  pasted: 'To keep it out of answers for a while, turn it off instead.',
} as const;

/** Asks before a source is gone for good. */
export function DeleteSource({ sourceId, title, passageCount, from, action }: Props) {
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
          goes for good, with its {passageCount === 1 ? 'passage' : `${formatCount(passageCount)} passages`} and the
          answers that were prepared from it. Answers already given stay in their conversations. {RETURNS[from]}
        </>
      }
      action={action}
      field={{ name: 'sourceId', value: sourceId }}
      confirm={{ label: 'Delete', pending: 'Deleting' }}
    />
  );
}
