'use client';
import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input, Textarea } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;

type Props = {
  action: Action;
  /** Opens at once, with this title, for somebody who came to write about it; null when nobody did. */
  write: string | null;
};

/** A dialog to paste or write an article in. */
export function AddText({ action, write }: Props) {
  const router = useRouter();
  const [open, setOpen] = useState(write !== null);
  const change = (next: boolean) => {
    setOpen(next);
    // The address would open it again on a reload.
    if (!next && write !== null) router.replace('/knowledge', { scroll: false });
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden /> Add text
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Add text"
        description="Paste an article as plain text or Markdown. Headings help the assistant to find the right part."
        className="sm:top-[6vh] sm:w-[640px]"
      >
        <TextForm action={action} title={write ?? ''} close={change} />
      </DialogContent>
    </Dialog>
  );
}

type FormProps = { action: Action; title: string; close: (open: false) => void };

function TextForm({ action, title, close }: FormProps) {
  const [done] = useState(() => () => close(false));
  return (
    <ActionForm action={action} onDone={done} className="grid gap-4">
      {({ state, pending }) => (
        <>
          <Field id="source-title" label="Title" error={state.fields?.title}>
            <Input
              id="source-title"
              name="title"
              dir="auto"
              maxLength={300}
              placeholder="How to return an order"
              defaultValue={state.values?.title ?? title}
              aria-invalid={Boolean(state.fields?.title)}
            />
          </Field>
          <Field id="source-body" label="Text" error={state.fields?.body}>
            <Textarea
              id="source-body"
              name="body"
              dir="auto"
              rows={12}
              className="max-h-[50dvh] font-mono text-[13px]"
              defaultValue={state.values?.body}
              aria-invalid={Boolean(state.fields?.body)}
            />
          </Field>
          <Field
            id="source-url"
            label="Address"
            error={state.fields?.url}
            hint="Where visitors can read it. Shown under answers. May stay empty."
          >
            <Input
              id="source-url"
              name="url"
              type="url"
              placeholder="https://www.example.com/help/returns"
              defaultValue={state.values?.url}
              aria-invalid={Boolean(state.fields?.url)}
            />
          </Field>
          <div className="flex items-center gap-3">
            <Button type="submit" variant="primary" disabled={pending}>
              {pending ? 'Adding' : 'Add'}
            </Button>
            <FormMessage state={state} />
          </div>
        </>
      )}
    </ActionForm>
  );
}
