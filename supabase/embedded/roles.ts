/** The roles, schemas and default privileges that Supabase has before the first migration runs. */

/**
 * Safe to run at every start. It never grants on objects that exist: what migrations revoked stays revoked.
 * Objects that later migrations make in `public` are open to the three roles by default, as on Supabase, so a
 * migration has to revoke what it does not want to give, there as here.
 */
export const PREPARE_ROLES = `
do $$
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end
$$;
create schema if not exists extensions;
grant usage on schema public, extensions, auth to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
`;
