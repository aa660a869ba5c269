'use client';
import { type FormEvent, useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { Field, Input, Select, Textarea } from '@/components/ui/field';
import type { CompanySettings, FormState } from '@/lib/companies/schema';
import { WidgetPreview } from './widget-preview';

const TONES = [
  { value: 'friendly', label: 'Friendly' },
  { value: 'neutral', label: 'Neutral' },
  { value: 'formal', label: 'Formal' },
] as const;

type Props = {
  settings: CompanySettings;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Name, tone, rules and look of the assistant, with the widget beside it as visitors will see it. */
export function AssistantForm({ settings, action }: Props) {
  const [look, setLook] = useState(settings);
  const follow = (event: FormEvent<HTMLDivElement>) => {
    const { name, value } = event.target as HTMLInputElement;
    if (name === 'assistantName' || name === 'greeting' || name === 'accentColor') {
      setLook((before) => ({ ...before, [name]: value }));
    }
  };
  return (
    <div onInput={follow} className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_232px]">
      <ActionForm action={action} className="grid gap-4">
        {({ state, pending }) => (
          <>
            <Field id="assistantName" label="Name" error={state.fields?.assistantName}>
              <Input
                id="assistantName"
                name="assistantName"
                maxLength={60}
                defaultValue={state.values?.assistantName ?? settings.assistantName}
                aria-invalid={Boolean(state.fields?.assistantName)}
              />
            </Field>
            <Field id="tone" label="Tone" error={state.fields?.tone}>
              <Select id="tone" name="tone" defaultValue={state.values?.tone ?? settings.tone}>
                {TONES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            </Field>
            <Field id="greeting" label="Greeting" error={state.fields?.greeting}>
              <Input
                id="greeting"
                name="greeting"
                maxLength={300}
                defaultValue={state.values?.greeting ?? settings.greeting}
                aria-invalid={Boolean(state.fields?.greeting)}
              />
            </Field>
            <Field
              id="rules"
              label="Rules"
              error={state.fields?.rules}
              hint="What it must always or never do. One rule a line."
            >
              <Textarea
                id="rules"
                name="rules"
                rows={5}
                maxLength={4000}
                defaultValue={state.values?.rules ?? settings.rules}
                placeholder="Never promise a delivery date."
              />
            </Field>
            <Field id="accentColor" label="Accent colour" error={state.fields?.accentColor}>
              <div className="flex items-center gap-2">
                <input
                  id="accentColor"
                  name="accentColor"
                  type="color"
                  defaultValue={state.values?.accentColor ?? settings.accentColor}
                  className="h-8 w-12 cursor-pointer rounded-control border border-line-strong bg-surface p-0.5"
                />
                <span className="font-mono text-[13px] text-ink-2">{look.accentColor}</span>
              </div>
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
      <WidgetPreview look={look} />
    </div>
  );
}
