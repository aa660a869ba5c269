import { ActionSwitch } from '@/components/ui/action-switch';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  sourceId: string;
  title: string;
  enabled: boolean;
  tight?: boolean;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Turns a source on or off. */
export function EnabledSwitch({ sourceId, title, enabled, tight = false, action }: Props) {
  return (
    <ActionSwitch
      field={{ name: 'sourceId', value: sourceId }}
      enabled={enabled}
      label={`Use "${title}" in answers`}
      on="Used in answers"
      off="Not used in answers"
      tight={tight}
      action={action}
    />
  );
}
