import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { SignUpForm } from '@/components/shell/sign-up-form';
import { signUp } from '@/lib/companies/actions';
import { isSignedIn } from '@/lib/companies/loaders';

export const metadata: Metadata = { title: 'Make a company' };

export default async function SignUpPage() {
  if (await isSignedIn()) redirect('/inbox');
  return (
    <>
      <h1 className="mb-1">Make a company</h1>
      <p className="mb-5 text-ink-2">You become its admin. The code for your website comes next.</p>
      <SignUpForm action={signUp} />
      <p className="mt-6 text-[13px] text-ink-2">
        Have an account?{' '}
        <Link href="/sign-in" className="font-medium text-accent hover:underline">
          Sign in
        </Link>
      </p>
    </>
  );
}
