'use client';
import { Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input, Textarea } from '@/components/ui/field';
import { Skeleton } from '@/components/ui/skeleton';
import type { FormState } from '@/lib/companies/schema';
import type { SourceRow, SourceText } from '@/lib/knowledge/schema';

type Props = {
  sourceId: string;
  /** Where it comes from. */
  from: SourceRow['origin']['type'];
  /** Gets the text, which can be long, once somebody wants to edit it; null when the source is gone. */
  open: (sourceId: string) => Promise<SourceText | null>;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** What an edit means for a source that comes from somewhere else. */
const NOTES = {
  website: 'From your first edit on it stays as you wrote it: the next visit of the website leaves it alone.',
  file: 'From your first edit on it stays as you wrote it: uploading the file again leaves it alone.',
  pasted: 'Answers use the new text as soon as it is saved.',
} as const;

/** A dialog to change title, address and text of a source. */
export function EditSource({ from, ...props }: Props) {
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
        description={NOTES[from]}
        className="sm:top-[4vh] sm:max-h-[92dvh] sm:w-[min(820px,calc(100vw-32px))]"
      >
        <OpenedSource {...props} close={setOpen} />
      </DialogContent>
    </Dialog>
  );
}

type OpenedProps = Omit<Props, 'from'> & { close: (open: false) => void };

/** The form, once the text is there. What was opened stays what is compared with, whatever happens meanwhile. */
function OpenedSource({ sourceId, open, action, close }: OpenedProps) {
  const [opened, setOpened] = useState<SourceText | 'reading' | 'gone' | 'failed'>('reading');
  useEffect(() => {
    if (opened !== 'reading') return;
    let closed = false;
    const show = (next: SourceText | 'gone' | 'failed') => {
      if (!closed) setOpened(next);
    };
    open(sourceId).then(
      (source) => show(source ?? 'gone'),
      () => show('failed'),
    );
    return () => {
      closed = true;
    };
  }, [opened, open, sourceId]);
  if (typeof opened === 'object') return <EditForm opened={opened} action={action} close={close} />;
  if (opened === 'reading') return <EditFormSkeleton />;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p role="alert" className="text-bad">
        {opened === 'gone' ? 'This source does not exist any more.' : 'The text could not be read just now.'}
      </p>
      {opened === 'failed' ? <Button onClick={() => setOpened('reading')}>Try again</Button> : null}
    </div>
  );
}

const EditFormSkeleton = () => (
  <div role="status" aria-label="Reading the text" className="grid gap-4">
    <Skeleton className="h-8" />
    <Skeleton className="h-[52dvh] max-h-96" />
    <Skeleton className="h-8" />
  </div>
);

type FormProps = { opened: SourceText; action: Props['action']; close: (open: false) => void };

function EditForm({ opened, action, close }: FormProps) {
  const [done] = useState(() => () => close(false));
  const title = useRef<HTMLInputElement>(null);
  // As in every dialog with a form, its first field; when the dialog opened there was none yet.
  useEffect(() => title.current?.focus(), []);
  return (
    <ActionForm action={action} onDone={done} className="grid gap-4">
      {({ state, pending }) => (
        <>
          <input type="hidden" name="sourceId" value={opened.id} />
          <input type="hidden" name="kind" value={opened.kind} />
          <input type="hidden" name="openedHash" value={opened.contentHash} />
          <Field id="edit-title" label="Title" error={state.fields?.title}>
            <Input
              ref={title}
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
