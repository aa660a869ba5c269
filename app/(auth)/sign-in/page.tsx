import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { SignInForm } from '@/components/shell/sign-in-form';
import { signIn } from '@/lib/companies/actions';
import { isSignedIn, loadDemoAccounts } from '@/lib/companies/loaders';
import { sameSitePath } from '@/lib/platform/security/same-site-path';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = sameSitePath((await searchParams).next, '/inbox');
  if (await isSignedIn()) redirect(next);
  return (
    <>
      <h1 className="mb-5">Sign in</h1>
      <SignInForm action={signIn} next={next} demoAccounts={await loadDemoAccounts()} />
      <p className="mt-6 text-[13px] text-ink-2">
        New here?{' '}
        <Link href="/sign-up" className="font-medium text-accent hover:underline">
          Make a company
        </Link>
      </p>
    </>
  );
}
