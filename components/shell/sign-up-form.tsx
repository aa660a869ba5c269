'use client';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';

const FIELDS = [
  { name: 'companyName', label: 'Company', type: 'text', autoComplete: 'organization', hint: undefined },
  {
    name: 'displayName',
    label: 'Your name',
    type: 'text',
    autoComplete: 'name',
    hint: 'Visitors see it when you answer.',
  },
  { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'username', hint: undefined },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: 'At least 8 characters.',
  },
] as const;

type Props = { action: (state: FormState, form: FormData) => Promise<FormState> };

export function SignUpForm({ action }: Props) {
  return (
    <ActionForm action={action} className="grid gap-4">
      {({ state, pending }) => (
        <>
          {FIELDS.map(({ name, label, type, autoComplete, hint }) => (
            <Field key={name} id={name} label={label} hint={hint} error={state.fields?.[name]}>
              <Input
                id={name}
                name={name}
                type={type}
                autoComplete={autoComplete}
                defaultValue={state.values?.[name]}
                aria-invalid={Boolean(state.fields?.[name])}
              />
            </Field>
          ))}
          <FormMessage state={state} />
          <Button type="submit" variant="primary" size="lg" disabled={pending}>
            {pending ? 'Making it' : 'Make the company'}
          </Button>
        </>
      )}
    </ActionForm>
  );
}
