'use client';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input, Textarea } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';
import type { SourceDetail } from '@/lib/knowledge/schema';

type Props = {
  source: Pick<SourceDetail, 'id' | 'kind' | 'title' | 'url' | 'body' | 'contentHash' | 'origin' | 'editedAt'>;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** What an edit means for a source that comes from somewhere else. */
const NOTES = {
  website: 'From your first edit on it stays as you wrote it: the next visit of the website leaves it alone.',
  file: 'From your first edit on it stays as you wrote it: uploading the file again leaves it alone.',
  pasted: 'Answers use the new text as soon as it is saved.',
} as const;

/** A dialog to change title, address and text of a source. */
export function EditSource({ source, action }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Pencil aria-hidden /> Edit
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Edit this source"
        description={NOTES[source.origin.type]}
        className="sm:top-[4vh] sm:max-h-[92dvh] sm:w-[min(820px,calc(100vw-32px))]"
      >
        <EditForm source={source} action={action} close={setOpen} />
      </DialogContent>
    </Dialog>
  );
}

function EditForm({ source, action, close }: Props & { close: (open: false) => void }) {
  const [done] = useState(() => () => close(false));
  // What was opened stays what is compared with, also when the page is drawn anew meanwhile.
  const [opened] = useState(source);
  return (
    <ActionForm action={action} onDone={done} className="grid gap-4">
      {({ state, pending }) => (
        <>
          <input type="hidden" name="sourceId" value={opened.id} />
          <input type="hidden" name="kind" value={opened.kind} />
          <input type="hidden" name="openedHash" value={opened.contentHash} />
          <Field id="edit-title" label="Title" error={state.fields?.title}>
            <Input
              id="edit-title"
              name="title"
              dir="auto"
              maxLength={300}
              defaultValue={opened.title}
              aria-invalid={Boolean(state.fields?.title)}
            />
          </Field>
          <Field
            id="edit-body"
            label="Text"
            error={state.fields?.body}
            hint={
              opened.kind === 'text' ? 'Plain text.' : 'Markdown. Headings help the assistant to find the right part.'
            }
          >
            <Textarea
              id="edit-body"
              name="body"
              dir="auto"
              rows={18}
              className="max-h-[52dvh] font-mono text-[13px]"
              defaultValue={opened.body}
              aria-invalid={Boolean(state.fields?.body)}
            />
          </Field>
          <Field
            id="edit-url"
            label="Address"
            error={state.fields?.url}
            hint="Where visitors can read it. Shown under answers. May stay empty."
          >
            <Input
              id="edit-url"
              name="url"
              type="url"
              defaultValue={opened.url ?? ''}
              aria-invalid={Boolean(state.fields?.url)}
            />
          </Field>
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" disabled={pending}>
              {pending ? 'Saving' : 'Save'}
            </Button>
            <FormMessage state={state} />
          </div>
        </>
      )}
    </ActionForm>
  );
}
