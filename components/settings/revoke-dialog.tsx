'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  id: string;
  name: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** What revoking means. */
  children: ReactNode;
};

/** Asks before a key is revoked for good. */
export function RevokeDialog({ id, name, action, children }: Props) {
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="danger" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${name}?`}
      description={children}
      action={action}
      field={{ name: 'id', value: id }}
      confirm={{ label: 'Revoke', pending: 'Revoking' }}
    />
  );
}
