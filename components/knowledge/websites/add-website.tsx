'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';
import type { WebsiteKind } from '@/lib/knowledge/websites/schema';
import { type Reading, ReadingFields } from './website-fields';
import { KINDS } from './words';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { action: Action; defaults: Reading };

/** A dialog to name a website in. */
export function AddWebsite({ action, defaults }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden /> Add website
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Add website"
        description="Its pages become sources. The assistant answers from them and links to them."
        className="sm:top-[8vh] sm:w-[520px]"
      >
        <WebsiteForm action={action} defaults={defaults} close={setOpen} />
      </DialogContent>
    </Dialog>
  );
}

function WebsiteForm({ action, defaults, close }: Props & { close: (open: false) => void }) {
  const [done] = useState(() => () => close(false));
  const [kind, setKind] = useState<WebsiteKind>('site');
  return (
    <ActionForm action={action} onDone={done} className="grid gap-4">
      {({ state, pending }) => (
        <>
          <Field id="website-url" label="Address" error={state.fields?.url}>
            <Input
              id="website-url"
              name="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              maxLength={2_000}
              placeholder="https://www.example.com/help"
              defaultValue={state.values?.url}
              aria-invalid={Boolean(state.fields?.url)}
            />
          </Field>
          <fieldset className="grid gap-1.5">
            <legend className="mb-1.5 font-medium text-[13px] text-ink">What is there</legend>
            {(Object.keys(KINDS) as WebsiteKind[]).map((name) => (
              <label
                key={name}
                className="flex cursor-pointer items-start gap-2.5 rounded-control border border-line px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
              >
                <input
                  type="radio"
                  name="kind"
                  value={name}
                  checked={kind === name}
                  onChange={() => setKind(name)}
                  className="mt-[3px] accent-accent"
                />
                <span>
                  <span className="block text-ink">{KINDS[name].name}</span>
                  <span className="block text-[13px] text-ink-2">{KINDS[name].explained}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <ReadingFields state={state} reading={defaults} withLimits={kind !== 'page'} />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" disabled={pending}>
              {pending ? 'Adding' : 'Add and read'}
            </Button>
            <FormMessage state={state} />
          </div>
        </>
      )}
    </ActionForm>
  );
}
