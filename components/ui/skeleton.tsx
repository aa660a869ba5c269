import type { ComponentProps } from 'react';
import { cn } from './cn';

/** A placeholder in the shape of what is coming; shows after 150 ms. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('animate-skeleton rounded-control bg-hover', className)} {...props} />;
}
