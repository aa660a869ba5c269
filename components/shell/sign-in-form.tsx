'use client';
import { useRef } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import type { DemoAccount, FormState } from '@/lib/companies/schema';

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Where to go afterwards. */
  next: string;
  /** Accounts of the demo company, when there is one. */
  demoAccounts: DemoAccount[];
};

export function SignInForm({ action, next, demoAccounts }: Props) {
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const fill = (account: DemoAccount) => {
    if (email.current) email.current.value = account.email;
    if (password.current) password.current.value = account.password;
  };
  return (
    <>
      <ActionForm action={action} className="grid gap-4">
        {({ state, pending }) => (
          <>
            <input type="hidden" name="next" value={next} />
            <Field id="email" label="E-mail" error={state.fields?.email}>
              <Input
                ref={email}
                id="email"
                name="email"
                type="email"
                autoComplete="username"
                defaultValue={state.values?.email}
                aria-invalid={Boolean(state.fields?.email)}
              />
            </Field>
            <Field id="password" label="Password" error={state.fields?.password}>
              <Input
                ref={password}
                id="password"
                name="password"
                type="password"
                autoComplete="current-password"
                aria-invalid={Boolean(state.fields?.password)}
              />
            </Field>
            <FormMessage state={state} />
            <Button type="submit" variant="primary" size="lg" disabled={pending}>
              {pending ? 'Signing in' : 'Sign in'}
            </Button>
          </>
        )}
      </ActionForm>
      {demoAccounts.length > 0 ? (
        <div className="mt-5 rounded-card border border-line bg-surface p-3 text-[13px]">
          <p className="text-ink-2">
            This installation has a demo company. Its password is {demoAccounts[0]?.password}.
          </p>
          <ul className="mt-2 grid gap-1">
            {demoAccounts.map((account) => (
              <li key={account.email} className="flex items-center justify-between gap-2">
                <span className="truncate">{account.email}</span>
                <Button size="sm" onClick={() => fill(account)}>
                  Fill in {account.role}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
