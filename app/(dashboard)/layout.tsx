import type { ReactNode } from 'react';
import { Shell } from '@/components/shell/shell';
import { signOut } from '@/lib/companies/actions';
import { pageContext } from '@/lib/companies/loaders';

/** The session gate of the dashboard. Each page asks again for what it needs: layouts do not run on every navigation. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { actor, companyName } = await pageContext();
  return (
    <Shell
      person={{ name: actor.name, email: actor.email, role: actor.role }}
      companyName={companyName}
      signOut={signOut}
    >
      {children}
    </Shell>
  );
}
