'use client';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field, Input, Select } from '@/components/ui/field';
import { formatCount, formatMoney, formatShare } from '@/components/ui/format';
import type { PrefetchReport } from '@/lib/chat/prepared/schema';
import type { FormState } from '@/lib/companies/schema';

type Props = {
  report: PrefetchReport;
  /** Null for who may only read. */
  action: ((state: FormState, form: FormData) => Promise<FormState>) | null;
};

/** What preparing ahead came to in the last 7 days, and whether it goes on. */
export function Prefetch({ report, action }: Props) {
  const { enabled, stoppedAt, stoppedWaste, maxWastePercent, made, used, unused, waste } = report;
  const on = enabled && stoppedAt === null;
  return (
    <div className="grid gap-5">
      <div>
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={on ? 'ok' : stoppedAt ? 'warn' : 'neutral'}>{on ? 'On' : stoppedAt ? 'Stopped' : 'Off'}</Badge>
          <span className="text-ink-2">
            {on
              ? 'Answers are prepared, and visitors see their questions as quick replies.'
              : stoppedAt
                ? `It stopped by itself: ${formatShare(stoppedWaste ?? 0)} went without use, more than the ${maxWastePercent}% you allow. Switch it on to start counting anew.`
                : 'Nothing is prepared ahead.'}
          </span>
        </p>
        <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          <Figure label="Prepared in 7 days" value={formatCount(made)} more={formatMoney(report.costMicros)} />
          <Figure
            label="Used"
            value={formatCount(used)}
            more={made > 0 ? `${formatShare(used / made)} hit rate` : null}
          />
          <Figure
            label="Gone without use"
            value={formatCount(unused)}
            more={unused > 0 ? `${formatMoney(report.unusedCostMicros)} wasted` : null}
          />
          <Figure
            label="Waste"
            value={waste === null ? 'Not yet' : formatShare(waste)}
            more={
              waste === null
                ? `counted once 20 answers were used or ran out; so far ${used + unused}`
                : `of at most ${maxWastePercent}%`
            }
          />
        </dl>
      </div>
      {action ? (
        <ActionForm action={action} className="grid gap-4">
          {({ state, pending }) => (
            <>
              <div className="flex flex-wrap gap-x-6 gap-y-4">
                <Field id="prefetch-enabled" label="Prepare ahead" className="content-start">
                  <Select
                    key={String(on)}
                    id="prefetch-enabled"
                    name="enabled"
                    defaultValue={state.values?.enabled ?? String(on)}
                    className="w-28"
                  >
                    <option value="true">On</option>
                    <option value="false">Off</option>
                  </Select>
                </Field>
                <Field
                  id="prefetch-waste"
                  label="Most waste, in percent"
                  error={state.fields?.maxWastePercent}
                  hint="Above it, preparing stops by itself."
                >
                  <Input
                    id="prefetch-waste"
                    name="maxWastePercent"
                    type="number"
                    inputMode="numeric"
                    min={1}
                    max={100}
                    defaultValue={state.values?.maxWastePercent ?? maxWastePercent}
                    aria-invalid={Boolean(state.fields?.maxWastePercent)}
                    className="w-28"
                  />
                </Field>
              </div>
              <div className="flex items-center gap-3">
                <Button type="submit" variant="primary" disabled={pending}>
                  {pending ? 'Saving' : 'Save'}
                </Button>
                <FormMessage state={state} />
              </div>
            </>
          )}
        </ActionForm>
      ) : null}
    </div>
  );
}

function Figure({ label, value, more }: { label: string; value: string; more: string | null }) {
  return (
    <div>
      <dt className="text-[13px] text-ink-3">{label}</dt>
      <dd>
        <span className="font-semibold text-[18px] tabular-nums">{value}</span>
        {more ? <span className="block text-[13px] text-ink-3">{more}</span> : null}
      </dd>
    </div>
  );
}
