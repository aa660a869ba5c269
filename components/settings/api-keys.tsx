'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input } from '@/components/ui/field';
import type { ApiKey, FormState } from '@/lib/companies/schema';
import { RevokeDialog } from './revoke-dialog';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { keys: ApiKey[]; make: Action; revoke: Action };

/** The keys of the company's own servers. A key is shown once, when it is made. */
export function ApiKeys({ keys, make, revoke }: Props) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface">
      {keys.length === 0 ? (
        <EmptyState title="No API key" className="py-8">
          Make one to ask the assistant from your own server.
        </EmptyState>
      ) : (
        <ul>
          {keys.map((key) => (
            <li key={key.id} className="flex items-center gap-3 border-line border-b px-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{key.name}</p>
                <p className="truncate text-[13px] text-ink-3">
                  <span className="font-mono text-ink-2">{key.prefix}…</span> made {key.createdAt.slice(0, 10)},{' '}
                  {key.lastUsedAt ? `last used ${key.lastUsedAt.slice(0, 10)}` : 'never used'}
                </p>
              </div>
              <RevokeDialog id={key.id} name={key.name} action={revoke}>
                Servers that use this key are refused within five minutes. It cannot be undone.
              </RevokeDialog>
            </li>
          ))}
        </ul>
      )}
      <div className="px-3 py-2">
        <NewKeyDialog action={make} />
      </div>
    </div>
  );
}

function NewKeyDialog({ action }: { action: Action }) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost">
          <Plus aria-hidden /> New API key
        </Button>
      </DialogTrigger>
      <DialogContent title="New API key">
        <NewKeyForm action={action} />
      </DialogContent>
    </Dialog>
  );
}

function NewKeyForm({ action }: { action: Action }) {
  const [made, setMade] = useState<FormState>();
  if (made?.done) {
    return (
      <div className="grid gap-3">
        <p className="text-ink-2">Copy it now. It is not kept and cannot be shown again.</p>
        <p className="select-all break-all rounded-control border border-line bg-sunken p-2.5 font-mono text-[13px]">
          {made.done}
        </p>
        <div>
          <CopyButton text={made.done} label="Copy key" />
        </div>
      </div>
    );
  }
  return (
    <ActionForm action={action} onDone={setMade} className="grid gap-4">
      {({ state, pending }) => (
        <>
          <Field id="api-key-name" label="Name" error={state.fields?.name} hint="Where it will be used.">
            <Input
              id="api-key-name"
              name="name"
              maxLength={80}
              defaultValue={state.values?.name}
              aria-invalid={Boolean(state.fields?.name)}
            />
          </Field>
          <div className="flex items-center gap-3">
            <Button type="submit" variant="primary" disabled={pending}>
              {pending ? 'Making it' : 'Make the key'}
            </Button>
            {state.done ? null : <FormMessage state={state} />}
          </div>
        </>
      )}
    </ActionForm>
  );
}
