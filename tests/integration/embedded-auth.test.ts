import { describe, expect, it } from 'vitest';
import { anonymousClient, serviceClient, shared, signInUser, signUpUser } from '../support/embedded.ts';

describe('the embedded server: sign-up, sign-in and what follows from them', () => {
  it('signs up without a confirmation mail, signs in, refreshes and signs out', async () => {
    const made = await signUpUser(shared());
    const again = await signInUser(shared(), made.email, made.password);
    expect(again.id).toBe(made.id);
    const refreshed = await again.client.auth.refreshSession();
    expect(refreshed.error).toBeNull();
    expect(refreshed.data.user?.id).toBe(made.id);
    expect((await again.client.auth.signOut()).error).toBeNull();
  });

  it('refuses a wrong password and a short one', async () => {
    const { email } = await signUpUser(shared());
    const wrong = await anonymousClient(shared()).auth.signInWithPassword({ email, password: 'not-the-password' });
    expect(wrong.error?.code).toBe('invalid_credentials');
    const short = await anonymousClient(shared()).auth.signUp({ email: `short-${email}`, password: 'short' });
    expect(short.error?.code).toBe('weak_password');
  });

  it('knows the user in policies and functions by the token, with the e-mail address', async () => {
    const user = await signUpUser(shared());
    await shared().admin(`
      create or replace function public.embedded_who() returns jsonb language sql stable as
        $$ select jsonb_build_object('id', auth.uid(), 'role', auth.role(), 'email', auth.email(), 'user', current_user) $$;
      grant execute on function public.embedded_who() to anon, authenticated, service_role;`);
    const seen = await user.client.rpc('embedded_who');
    expect(seen.data).toEqual({ id: user.id, role: 'authenticated', email: user.email, user: 'authenticated' });
    const nobody = await anonymousClient(shared()).rpc('embedded_who');
    expect(nobody.data).toEqual({ id: null, role: 'anon', email: null, user: 'anon' });
    const service = await serviceClient(shared()).rpc('embedded_who');
    expect(service.data).toEqual({ id: null, role: 'service_role', email: null, user: 'service_role' });
  });

  it('refuses a request without a key, with a wrong key, and outside the API', async () => {
    const { url } = shared();
    expect((await fetch(`${url}/rest/v1/companies`)).status).toBe(401);
    expect((await fetch(`${url}/rest/v1/companies`, { headers: { apikey: 'sb_secret_wrong' } })).status).toBe(401);
    expect((await fetch(`${url}/sql`, { method: 'POST', body: '{"sql":"select 1"}' })).status).toBe(401);
    expect((await fetch(`${url}/_system/config`)).status).toBe(404);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  });
});
