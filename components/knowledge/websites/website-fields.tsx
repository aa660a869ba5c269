import { Field, Input, Select } from '@/components/ui/field';
import type { FormState } from '@/lib/companies/schema';
import { SCHEDULES } from './words';

/** How often and how much: what can be changed later, too. */
export type Reading = { schedule: string; maxPages: number; maxDepth: number };

/** @param withLimits false for what is one page anyway */
export function ReadingFields({
  state,
  reading,
  withLimits,
}: {
  state: FormState;
  reading: Reading;
  withLimits: boolean;
}) {
  const { fields, values } = state;
  return (
    <>
      <Field id="website-schedule" label="Read again" error={fields?.schedule}>
        <Select id="website-schedule" name="schedule" defaultValue={values?.schedule ?? reading.schedule}>
          {Object.entries(SCHEDULES).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      {withLimits ? (
        <details className="group/more" open={fields?.maxPages || fields?.maxDepth ? true : undefined}>
          <summary className="w-fit cursor-pointer rounded-control text-[13px] text-ink-2 hover:text-ink">More</summary>
          <div className="mt-3 grid items-start gap-4 sm:grid-cols-2">
            <Limit name="maxPages" label="Pages at most" hint="Up to 5,000." state={state} value={reading.maxPages} />
            <Limit
              name="maxDepth"
              label="Links deep at most"
              hint="How many links away from the address."
              state={state}
              value={reading.maxDepth}
            />
          </div>
        </details>
      ) : null}
    </>
  );
}

type LimitProps = { name: 'maxPages' | 'maxDepth'; label: string; hint: string; state: FormState; value: number };

function Limit({ name, label, hint, state, value }: LimitProps) {
  const id = `website-${name}`;
  const error = state.fields?.[name];
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <Input
        id={id}
        name={name}
        inputMode="numeric"
        defaultValue={state.values?.[name] ?? value}
        aria-invalid={Boolean(error)}
      />
    </Field>
  );
}
