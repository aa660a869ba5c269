'use client';
import { type ReactNode, useCallback, useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input, Select } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';
import type { Place, StoredProvider } from '@/lib/models/schema';
import { ADDRESS_EXAMPLES, KINDS, type Kind } from './models-kinds';

type Action = (state: FormState, form: FormData) => Promise<FormState>;
type Props = { place: Place; stored: StoredProvider | null; action: Action };

/** Asks for a provider at a place of the ladder. `children` is the button that opens it. */
export function ModelsDialog({ children, ...props }: Props & { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent title={props.place === 'main' ? 'Your provider' : 'Your second provider'}>
        <ModelsForm {...props} close={close} />
      </DialogContent>
    </Dialog>
  );
}

function ModelsForm({ place, stored, action, close }: Props & { close: () => void }) {
  const [kind, setKind] = useState<Kind>(stored?.kind ?? 'openai');
  const { model, key } = KINDS.find((each) => each.kind === kind) ?? KINDS[0];
  const example = ADDRESS_EXAMPLES[kind];
  const same = stored?.kind === kind ? stored : null;
  const [testing, setTesting] = useState(false);
  const [testFailed, setTestFailed] = useState(false);
  // A test that went well leaves the form open.
  const [send] = useState(() => async (state: FormState, form: FormData) => {
    const next = await action(state, form);
    if (form.get('intent') === 'test') setTestFailed(next.error !== undefined);
    else if (next.done !== undefined) close();
    return next;
  });
  return (
    <ActionForm action={send} className="grid gap-4">
      {({ state, pending }) => {
        const text = (
          name: string,
          label: string,
          more: { hint?: string; placeholder?: string; value?: string | null },
        ) => (
          <Field id={`provider-${name}`} label={label} error={state.fields?.[name]} hint={more.hint}>
            <Input
              id={`provider-${name}`}
              key={`${kind} ${name}`}
              name={name}
              defaultValue={state.values?.[name] ?? more.value ?? ''}
              placeholder={more.placeholder}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={Boolean(state.fields?.[name])}
            />
          </Field>
        );
        return (
          <>
            <input type="hidden" name="place" value={place} />
            <Field id="provider-kind" label="Provider" error={state.fields?.kind}>
              <Select
                id="provider-kind"
                name="kind"
                value={kind}
                onChange={({ target }) => setKind(KINDS.find((each) => each.kind === target.value)?.kind ?? 'openai')}
              >
                {KINDS.map(({ kind: value, name }) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
            {example ? text('baseUrl', 'Address', { placeholder: example, value: same?.baseUrl ?? null }) : null}
            {kind === 'bedrock'
              ? text('region', 'Region', { placeholder: 'eu-central-1', value: same?.region ?? null })
              : null}
            <Field
              id="provider-key"
              label={key}
              error={state.fields?.providerKey}
              hint={
                same?.keyEnd
                  ? `Empty keeps the one ending in ${same.keyEnd}.`
                  : 'It is stored encrypted and never shown again.'
              }
            >
              <Input
                id="provider-key"
                name="providerKey"
                type="password"
                autoComplete="new-password"
                aria-invalid={Boolean(state.fields?.providerKey)}
              />
            </Field>
            {text('mainModel', 'Model', { placeholder: model, value: same?.mainModel ?? null })}
            {text('lightModel', 'Light model', {
              value: same?.lightModel ?? null,
              hint: 'For small talk, follow-up work, and when the model fails. Empty means the same.',
            })}
            <div className="flex flex-wrap items-center gap-3">
              <Button type="submit" variant="primary" disabled={pending} onClick={() => setTesting(false)}>
                {pending && !testing ? 'Saving' : testFailed ? 'Save anyway' : 'Save'}
              </Button>
              <Button type="submit" name="intent" value="test" disabled={pending} onClick={() => setTesting(true)}>
                {pending && testing ? 'Testing' : 'Test connection'}
              </Button>
            </div>
            <FormMessage state={state} />
            {testFailed && !pending ? (
              <p className="text-[13px] text-warn">
                The last test failed. You can save it all the same: until it works, the next in the list answers.
              </p>
            ) : null}
          </>
        );
      }}
    </ActionForm>
  );
}
