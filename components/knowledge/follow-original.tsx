'use client';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import type { FormState } from '@/lib/companies/schema';
import type { SourceRow } from '@/lib/knowledge/schema';

type Props = {
  sourceId: string;
  /** Where it comes from. */
  from: SourceRow['origin']['type'];
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Says that a source was edited here, and lets it follow its original again. */
export function FollowOriginal({ sourceId, from, action }: Props) {
  const next =
    from === 'website' ? 'the next visit of the website replaces it' : 'the next upload of the file replaces it';
  return (
    <ActionForm
      action={action}
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-sunken px-4 py-2.5"
    >
      {({ state, pending }) => (
        <>
          <input type="hidden" name="sourceId" value={sourceId} />
          <p className="min-w-0 flex-1 basis-64 text-ink-2">
            Edited here, so it no longer changes with its original. If you let it follow again, {next}.
          </p>
          <FormMessage state={state} />
          <Button type="submit" size="sm" disabled={pending}>
            Follow the original again
          </Button>
        </>
      )}
    </ActionForm>
  );
}
