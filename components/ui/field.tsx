'use client';
import { type ComponentProps, createContext, type ReactNode, use } from 'react';
import { cn } from './cn';

const control =
  'w-full rounded-control border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-3 transition-colors duration-150 hover:border-ink-3 focus:border-accent focus:outline-2 focus:outline-accent/25 focus:outline-offset-0 aria-invalid:border-bad disabled:opacity-60';

/** The control of a field, and the id of what there is to say about it. */
const Described = createContext<{ id: string; by: string | undefined } | null>(null);

/** A control takes what its field says of it for its description. */
function useDescription(id: string | undefined, own: string | undefined): string | undefined {
  const field = use(Described);
  return own ?? (field && field.id === id ? field.by : undefined);
}

export function Input({ className, 'aria-describedby': own, ...props }: ComponentProps<'input'>) {
  const by = useDescription(props.id, own);
  return <input className={cn(control, 'h-8', className)} aria-describedby={by} {...props} />;
}

export function Textarea({ className, 'aria-describedby': own, ...props }: ComponentProps<'textarea'>) {
  const by = useDescription(props.id, own);
  return <textarea className={cn(control, 'min-h-20 resize-y py-1.5', className)} aria-describedby={by} {...props} />;
}

/** The browser's own select: it is right on every device. */
export function Select({ className, 'aria-describedby': own, ...props }: ComponentProps<'select'>) {
  const by = useDescription(props.id, own);
  return <select className={cn(control, 'h-8 pr-7', className)} aria-describedby={by} {...props} />;
}

type FieldProps = {
  /** The id of the control, an `Input`, `Textarea` or `Select`: hint or error describe it. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
  className?: string;
};

/** A label, a control, and what there is to say about it. */
export function Field({ id, label, hint, error, children, className }: FieldProps) {
  const by = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={cn('grid gap-1.5', className)}>
      <label htmlFor={id} className="font-medium text-[13px] text-ink">
        {label}
      </label>
      <Described value={{ id, by }}>{children}</Described>
      {error ? (
        <p id={`${id}-error`} className="text-[13px] text-bad">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-hint`} className="text-[13px] text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
