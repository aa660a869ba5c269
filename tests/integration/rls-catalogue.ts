/** What the catalogue says about who may do what, and the rules that every table has to keep. */
import type { Admin } from '../support/embedded.ts';

export type Operation = 'select' | 'insert' | 'update' | 'delete';

export interface TableFacts {
  name: string;
  kind: 'table' | 'view';
  rowSecurity: boolean;
  policies: number;
  /** A view that reads as its caller. */
  invoker: boolean;
  /** Whether the roles of the REST interface hold any privilege on it. */
  granted: boolean;
  /** Columns in order; `read`, `write` and `change` are what a signed-in user holds. */
  columns: {
    name: string;
    generated: boolean;
    key: boolean;
    type: string;
    read: boolean;
    write: boolean;
    change: boolean;
  }[];
  /** The column that names the company, when there is one. */
  companyColumn: string | null;
}

export interface FunctionFacts {
  name: string;
  parameters: { name: string; type: string }[];
  callers: string[];
  definer: boolean;
  searchPathSet: boolean;
}

export interface ForeignKeyFacts {
  name: string;
  table: string;
  columns: string[];
  referenced: string;
  referencedColumns: string[];
}

const TABLES = `
select c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
  c.relrowsecurity as "rowSecurity", (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
  coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false) as invoker,
  exists (select from (values ('anon'), ('authenticated')) r(role), unnest(array['select', 'insert', 'update', 'delete']) p(privilege)
          where has_table_privilege(r.role, c.oid, p.privilege)
             or p.privilege <> 'delete' and has_any_column_privilege(r.role, c.oid, p.privilege)) as granted,
  (select jsonb_agg(jsonb_build_object('name', a.attname, 'generated', a.attgenerated <> '' or a.attidentity = 'a',
      'key', exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)),
      'type', format_type(a.atttypid, null),
      'read', has_column_privilege('authenticated', c.oid, a.attnum, 'select'),
      'write', has_column_privilege('authenticated', c.oid, a.attnum, 'insert'),
      'change', has_column_privilege('authenticated', c.oid, a.attnum, 'update')) order by a.attnum)
   from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
order by c.relname`;

const FUNCTIONS = `
select p.proname as name, p.prosecdef as definer,
  exists (select from unnest(p.proconfig) s where s like 'search_path=%') as "searchPathSet",
  coalesce((select jsonb_agg(jsonb_build_object('name', p.proargnames[x.at], 'type', format_type(x.oid, null)) order by x.at)
            from unnest(p.proargtypes::oid[]) with ordinality x (oid, at)), '[]') as parameters,
  (select coalesce(jsonb_agg(r.role), '[]') from unnest(array['anon', 'authenticated', 'service_role']) r(role)
   where has_function_privilege(r.role, p.oid, 'execute')) as callers
from pg_proc p
where p.pronamespace = $1::regnamespace and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by p.proname`;

const FOREIGN_KEYS = `
select f.conname as name, t.relname as table, r.relname as referenced,
  (select jsonb_agg(a.attname order by n.at) from unnest(f.conkey) with ordinality n(number, at)
   join pg_attribute a on a.attrelid = f.conrelid and a.attnum = n.number) as columns,
  (select jsonb_agg(a.attname order by n.at) from unnest(f.confkey) with ordinality n(number, at)
   join pg_attribute a on a.attrelid = f.confrelid and a.attnum = n.number) as "referencedColumns"
from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class r on r.oid = f.confrelid
where f.contype = 'f' and t.relnamespace = 'public'::regnamespace and r.relnamespace = 'public'::regnamespace
order by t.relname, f.conname`;

export async function readTables(admin: Admin): Promise<TableFacts[]> {
  const rows = await admin<Omit<TableFacts, 'companyColumn'>>(TABLES);
  return rows.map((row) => ({
    ...row,
    companyColumn:
      row.name === 'companies' ? 'id' : (row.columns.find(({ name }) => name === 'company_id')?.name ?? null),
  }));
}

export function readFunctions(admin: Admin, schema: 'public' | 'app' = 'public'): Promise<FunctionFacts[]> {
  return admin<FunctionFacts>(FUNCTIONS, [schema]);
}

export function readForeignKeys(admin: Admin): Promise<ForeignKeyFacts[]> {
  return admin<ForeignKeyFacts>(FOREIGN_KEYS);
}

/** A sentence for each table that is open by mistake. */
export function unprotected(tables: TableFacts[]): string[] {
  return tables.flatMap(({ name, kind, rowSecurity, policies, invoker, granted }) => {
    if (kind === 'view') {
      return invoker
        ? []
        : [`The view public.${name} reads past row-level security: create it with (security_invoker = true).`];
    }
    if (!rowSecurity)
      return [`public.${name} has no row-level security: alter table public.${name} enable row level security.`];
    if (granted && policies === 0)
      return [`public.${name} is granted to somebody but has no policy: add one, or revoke it.`];
    return [];
  });
}
