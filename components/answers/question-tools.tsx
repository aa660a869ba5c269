'use client';
import { ArrowDown, ArrowUp, Pencil, RefreshCw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { ActionSwitch } from '@/components/ui/action-switch';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import type { PinnedQuestion } from '@/lib/chat/prepared/schema';
import type { FormState } from '@/lib/companies/schema';
import type { QuestionActions } from './question-actions';

type Props = { question: PinnedQuestion; first: boolean; last: boolean; actions: QuestionActions };

/** What an admin may do with one question. */
export function QuestionTools({ question: { id, question, enabled }, first, last, actions }: Props) {
  return (
    <div className="flex items-center gap-0.5 text-ink-3">
      <Tool
        action={actions.move}
        fields={{ questionId: id, by: '-1' }}
        label={`Move "${question}" up`}
        disabled={first}
      >
        <ArrowUp aria-hidden />
      </Tool>
      <Tool
        action={actions.move}
        fields={{ questionId: id, by: '1' }}
        label={`Move "${question}" down`}
        disabled={last}
      >
        <ArrowDown aria-hidden />
      </Tool>
      <Tool
        action={actions.remake}
        fields={{ questionId: id }}
        label={`Make the answer to "${question}" again`}
        title="Make again"
        disabled={!enabled}
      >
        <RefreshCw aria-hidden />
      </Tool>
      <EditQuestion id={id} question={question} action={actions.edit} />
      <ConfirmDialog
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Remove "${question}"`} title="Remove">
            <Trash2 aria-hidden />
          </Button>
        }
        title="Remove this question?"
        description={
          <>
            <span dir="auto" className="break-words font-medium text-ink">
              {question}
            </span>{' '}
            is no longer suggested, and its answer is no longer kept ready. Visitors can still ask it.
          </>
        }
        action={actions.remove}
        field={{ name: 'questionId', value: id }}
        confirm={{ label: 'Remove', pending: 'Removing' }}
      />
      <span className="ml-1.5">
        <ActionSwitch
          field={{ name: 'questionId', value: id }}
          enabled={enabled}
          label={`Keep the answer to "${question}" ready`}
          on="Kept ready"
          off="Not kept ready"
          tight
          action={actions.enable}
        />
      </span>
    </div>
  );
}

type ToolProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  fields: Record<string, string>;
  label: string;
  title?: string;
  disabled: boolean;
  children: ReactNode;
};

/** One click, one action; an error is told on hover and to screen readers. */
function Tool({ action, fields, label, title, disabled, children }: ToolProps) {
  return (
    <ActionForm action={action}>
      {({ state, pending }) => (
        <>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button
            type="submit"
            variant="ghost"
            size="icon-sm"
            aria-label={label}
            title={state.error ?? title}
            disabled={disabled || pending}
            className={state.error ? 'text-bad' : undefined}
          >
            {children}
          </Button>
          {state.error ? (
            <span role="alert" className="sr-only">
              {state.error}
            </span>
          ) : null}
        </>
      )}
    </ActionForm>
  );
}

function EditQuestion({ id, question, action }: { id: string; question: string; action: QuestionActions['edit'] }) {
  const [open, setOpen] = useState(false);
  const [done] = useState(() => () => setOpen(false));
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Edit "${question}"`} title="Edit">
          <Pencil aria-hidden />
        </Button>
      </DialogTrigger>
      <DialogContent title="Edit the question" description="With other words, its answer is made again.">
        <ActionForm action={action} onDone={done} className="grid gap-4">
          {({ state, pending }) => (
            <>
              <input type="hidden" name="questionId" value={id} />
              <Field id={`edit-${id}`} label="Question" error={state.fields?.question}>
                <Input
                  id={`edit-${id}`}
                  name="question"
                  dir="auto"
                  defaultValue={state.values?.question ?? question}
                  aria-invalid={Boolean(state.fields?.question)}
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
      </DialogContent>
    </Dialog>
  );
}
