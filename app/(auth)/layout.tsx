import type { ReactNode } from 'react';
import { Mark } from '@/components/shell/mark';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[400px] flex-col justify-center px-5 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <Mark />
        <span className="font-semibold text-[15px] tracking-[-0.01em]">Halfsecond</span>
      </div>
      {children}
    </main>
  );
}
