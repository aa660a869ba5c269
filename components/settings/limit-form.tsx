'use client';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import type { CompanySettings, FormState, HourUsage } from '@/lib/companies/schema';

type Props = {
  settings: CompanySettings;
  usage: HourUsage;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** What this hour used of the limit, and the limit itself. */
export function LimitForm({ settings, usage, action }: Props) {
  const share = Math.min(1, usage.requests / settings.hourlyLimit);
  const since = `${usage.hour.slice(11, 16)} UTC`;
  const level = share >= 1 ? 'bg-bad' : share >= 0.8 ? 'bg-warn' : 'bg-accent';
  return (
    <div className="grid gap-5">
      <div>
        <p>
          <span className="font-semibold text-[18px]">{formatCount(usage.requests)}</span>{' '}
          <span className="text-ink-2">
            of {formatCount(settings.hourlyLimit)} requests since {since}
          </span>
        </p>
        <div className="mt-2 h-1.5 overflow-hidden rounded-full bg-hover">
          <div className={`h-full ${level}`} style={{ width: `${share * 100}%` }} />
        </div>
        <p className="mt-1.5 text-[13px] text-ink-3">
          {usage.refused > 0
            ? `${formatCount(usage.refused)} were refused. Visitors were told when to come back.`
            : 'None were refused.'}
        </p>
      </div>
      <ActionForm action={action} className="grid gap-4">
        {({ state, pending }) => (
          <>
            <Field
              id="hourlyLimit"
              label="Requests an hour"
              error={state.fields?.hourlyLimit}
              hint={`At most ${new Intl.NumberFormat('en').format(settings.hourlyLimitCeiling)}. Requests of visitors and of your own servers count. The team's do not.`}
            >
              <Input
                id="hourlyLimit"
                name="hourlyLimit"
                type="number"
                inputMode="numeric"
                min={1}
                max={settings.hourlyLimitCeiling}
                defaultValue={state.values?.hourlyLimit ?? settings.hourlyLimit}
                aria-invalid={Boolean(state.fields?.hourlyLimit)}
                className="max-w-40"
              />
            </Field>
            <div className="flex items-center gap-3">
              <Button type="submit" variant="primary" disabled={pending}>
                {pending ? 'Saving' : 'Save'}
              </Button>
              <FormMessage state={state} />
            </div>
          </>
        )}
      </ActionForm>
    </div>
  );
}
