/** Attempts to read and change rows over the REST interface, and how to tell that one succeeded. */
import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Admin } from '../support/embedded.ts';
import type { Operation, TableFacts } from './rls-catalogue.ts';
import type { TestCompany } from './rls-world.ts';

export const OPERATIONS: Operation[] = ['select', 'insert', 'update', 'delete'];

/** Who attempts, and whose rows. Without a user id nobody is signed in. */
export interface Attempt {
  admin: Admin;
  table: TableFacts;
  client: SupabaseClient;
  userId: string | null;
  owner: TestCompany;
}

/**
 * Tries one operation on the rows of `owner`.
 * @returns whether it went through: rows were read, a row passed the policies, or something of the owner's changed
 */
export async function wentThrough(operation: Operation, attempt: Attempt): Promise<boolean> {
  switch (operation) {
    case 'select':
      return couldRead(attempt);
    case 'insert':
      return couldInsert(attempt);
    case 'update':
      return changed(attempt, () => update(attempt));
    case 'delete':
      return changed(attempt, async () => {
        const removal = attempt.client.from(attempt.table.name).delete();
        const { companyColumn, columns } = attempt.table;
        await (companyColumn
          ? removal.eq(companyColumn, attempt.owner.id)
          : removal.not(columns[0]?.name ?? '', 'is', null));
      });
  }
}

/** All columns, and only those that may be read: a column that is refused must not hide that rows are not. */
async function couldRead({ client, table, owner }: Attempt): Promise<boolean> {
  const readable = table.columns.filter(({ read }) => read).map(({ name }) => name);
  for (const columns of new Set(['*', readable.join(',') || '*'])) {
    const all = client.from(table.name).select(columns).limit(1_000);
    if (table.companyColumn === null) {
      if (((await all).data?.length ?? 0) > 0) return true;
      continue;
    }
    if (JSON.stringify((await all).data ?? []).includes(owner.id)) return true;
    const asked = await client.from(table.name).select(columns).eq(table.companyColumn, owner.id);
    if ((asked.data?.length ?? 0) > 0) return true;
  }
  return false;
}

/**
 * A copy of one of the owner's rows under new keys. Row-level security speaks before unique and foreign keys do, so
 * every answer but 42501 means that the row was let through.
 */
async function couldInsert({ admin, client, table, owner, userId }: Attempt): Promise<boolean> {
  const [row] = await admin<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from public.${table.name} t ${where(table)} limit 1`,
    table.companyColumn === null ? [] : [owner.id],
  );
  const granted = table.columns.filter(({ write }) => write);
  const columns = (granted.length > 0 ? granted : table.columns).filter(({ generated }) => !generated);
  const copy = Object.fromEntries(
    columns.map(({ name, key, type }) => [
      name,
      // The REST server refuses bytes before it asks the database; privileges speak before a missing value does.
      type === 'bytea' ? null : key && name === 'id' && type === 'uuid' ? randomUUID() : row?.row[name],
    ]),
  );
  const asMyself: Record<string, unknown> = { ...copy };
  if ('author_id' in copy)
    Object.assign(asMyself, { author_id: userId, role: 'agent', client_message_id: randomUUID() });
  for (const attempt of [copy, asMyself]) {
    const { error } = await client.from(table.name).insert(attempt);
    if (error?.code !== '42501') return true;
  }
  return false;
}

/** Every column that may be changed is set to what it is; then the row's company; then a row of one's own is moved over. */
async function update({ admin, client, table, owner }: Attempt): Promise<void> {
  const [row] = await admin<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from public.${table.name} t ${where(table)} limit 1`,
    table.companyColumn === null ? [] : [owner.id],
  );
  const changeable = table.columns.filter(({ change, key, generated }) => change && !key && !generated);
  const same = (names: string[]) => Object.fromEntries(names.map((name) => [name, row?.row[name]]));
  const free = table.columns.find(({ key, generated }) => !key && !generated)?.name;
  const changes = [same(changeable.map(({ name }) => name)), free ? same([free]) : {}];
  for (const change of changes.filter((one) => Object.keys(one).length > 0)) {
    await client
      .from(table.name)
      .update(change)
      .eq(table.companyColumn ?? free ?? '', table.companyColumn ? owner.id : row?.row[free ?? '']);
  }
  if (table.companyColumn !== 'company_id') return;
  await client.from(table.name).update({ company_id: owner.id }).neq('company_id', owner.id);
}

async function changed(attempt: Attempt, act: () => Promise<void>): Promise<boolean> {
  const before = await fingerprint(attempt);
  await act();
  return (await fingerprint(attempt)) !== before;
}

/** Of every row of the company in the table, with its version: also a change to the same value shows. */
async function fingerprint({ admin, table, owner }: Attempt): Promise<string> {
  const [row] = await admin<{ hash: string | null }>(
    `select md5(string_agg(t::text || t.xmin::text, '|' order by t::text)) as hash from public.${table.name} t ${where(table)}`,
    table.companyColumn === null ? [] : [owner.id],
  );
  return row?.hash ?? 'empty';
}

/** The fingerprint of everything that a company has. */
export async function fingerprintOfAll(admin: Admin, tables: TableFacts[], owner: TestCompany): Promise<string> {
  const parts = tables
    .filter(({ kind, companyColumn }) => kind === 'table' && companyColumn !== null)
    .map(
      (table) =>
        `select '${table.name}' as name, t::text || t.xmin::text as line from public.${table.name} t ${where(table)}`,
    );
  const [row] = await admin<{ hash: string }>(
    `select md5(string_agg(name || line, '|' order by name, line)) as hash from (${parts.join(' union all ')}) x`,
    [owner.id],
  );
  return row?.hash ?? 'empty';
}

function where(table: TableFacts): string {
  return table.companyColumn === null ? '' : `where t.${table.companyColumn} = $1`;
}
