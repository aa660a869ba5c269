'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input, Textarea } from '@/components/ui/field';
import type { FormState, WidgetKey } from '@/lib/companies/schema';
import { RevokeDialog } from './revoke-dialog';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { address: string; keys: WidgetKey[]; save: Action; revoke: Action };

/** The code for the website, and the keys that may stand in it. */
export function WidgetKeys({ address, keys, save, revoke }: Props) {
  const first = keys[0];
  return (
    <div className="grid gap-5">
      {first ? <InstallCode address={address} widgetKey={first} /> : null}
      <div className="overflow-hidden rounded-card border border-line bg-surface">
        {keys.length === 0 ? (
          <EmptyState title="No widget key" className="py-8">
            Without a key no website can show the widget. Make one to get the code.
          </EmptyState>
        ) : (
          <ul>
            {keys.map((key) => (
              <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2.5">
                <div className="min-w-0 flex-1 basis-56">
                  <p className="flex items-center gap-2 font-medium">
                    {key.name}
                    {key.allowedOrigins.length === 0 ? <Badge>Any website</Badge> : null}
                  </p>
                  <p className="truncate font-mono text-[13px] text-ink-2">{key.key}</p>
                  {key.allowedOrigins.length > 0 ? (
                    <p className="break-words text-[13px] text-ink-3">{key.allowedOrigins.join(', ')}</p>
                  ) : null}
                </div>
                <div className="flex gap-1.5">
                  <CopyButton text={key.key} label="Copy" />
                  <KeyDialog widgetKey={key} action={save} />
                  <RevokeDialog id={key.id} name={key.name} action={revoke}>
                    Websites that carry this key lose the widget within five minutes. It cannot be undone.
                  </RevokeDialog>
                </div>
              </li>
            ))}
          </ul>
        )}
        <div className="px-3 py-2">
          <KeyDialog action={save} />
        </div>
      </div>
    </div>
  );
}

function InstallCode({ address, widgetKey }: { address: string; widgetKey: WidgetKey }) {
  const code = `<script src="${address}/widget.js" data-key="${widgetKey.key}" async></script>`;
  return (
    <div className="rounded-card border border-line bg-sunken">
      <pre className="overflow-x-auto whitespace-pre-wrap break-all p-3 font-mono text-[13px] leading-5">{code}</pre>
      <div className="flex justify-end border-line border-t px-2 py-1.5">
        <CopyButton text={code} label="Copy code" />
      </div>
    </div>
  );
}

/** Makes a key, or changes the given one. */
function KeyDialog({ widgetKey, action }: { widgetKey?: WidgetKey; action: Action }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        {widgetKey ? (
          <Button size="sm">Edit</Button>
        ) : (
          <Button size="sm" variant="ghost">
            <Plus aria-hidden /> New widget key
          </Button>
        )}
      </DialogTrigger>
      <DialogContent title={widgetKey ? 'Widget key' : 'New widget key'}>
        <KeyForm widgetKey={widgetKey} action={action} close={setOpen} />
      </DialogContent>
    </Dialog>
  );
}

type KeyFormProps = { widgetKey: WidgetKey | undefined; action: Action; close: (open: false) => void };

function KeyForm({ widgetKey, action, close }: KeyFormProps) {
  const [done] = useState(() => () => close(false));
  return (
    <ActionForm action={action} onDone={done} className="grid gap-4">
      {({ state, pending }) => (
        <>
          {widgetKey ? <input type="hidden" name="id" value={widgetKey.id} /> : null}
          <Field id="key-name" label="Name" error={state.fields?.name} hint="For yourself, such as the website's name.">
            <Input
              id="key-name"
              name="name"
              maxLength={80}
              defaultValue={state.values?.name ?? widgetKey?.name ?? 'Website'}
              aria-invalid={Boolean(state.fields?.name)}
            />
          </Field>
          <Field
            id="key-origins"
            label="Allowed websites"
            error={state.fields?.allowedOrigins}
            hint="One address a line. Empty means any website."
          >
            <Textarea
              id="key-origins"
              name="allowedOrigins"
              rows={3}
              placeholder="https://www.example.com"
              defaultValue={state.values?.allowedOrigins ?? widgetKey?.allowedOrigins.join('\n')}
              aria-invalid={Boolean(state.fields?.allowedOrigins)}
            />
          </Field>
          <div className="flex items-center gap-3">
            <Button type="submit" variant="primary" disabled={pending}>
              {pending ? 'Saving' : widgetKey ? 'Save' : 'Make the key'}
            </Button>
            <FormMessage state={state} />
          </div>
        </>
      )}
    </ActionForm>
  );
}
