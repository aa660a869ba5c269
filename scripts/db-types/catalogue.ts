/** Reads from the catalogue what the REST interface shows of schema `public`. */
import type { Database } from '../../supabase/embedded/database.ts';

/** A type as the catalogue knows it: `enum` and `row` are types of schema public, `base` the rest. */
export interface TypeRef {
  kind: 'base' | 'enum' | 'row';
  name: string;
  array: boolean;
}

export interface Column {
  name: string;
  type: TypeRef;
  nullable: boolean;
  /** Left out of an insert, the database fills it in. */
  optional: boolean;
  /** The database computes it; nobody may write it. */
  generated: boolean;
}

export interface Relationship {
  name: string;
  columns: string[];
  oneToOne: boolean;
  table: string;
  referencedColumns: string[];
}

export interface Relation {
  name: string;
  kind: 'table' | 'view';
  columns: Column[];
  relationships: Relationship[];
}

export interface Argument {
  name: string;
  type: TypeRef;
  optional: boolean;
  /** Its default is NULL, so passing null is the same as leaving it out. */
  nullable: boolean;
}

export interface DatabaseFunction {
  name: string;
  arguments: Argument[];
  returns: TypeRef;
  /** The columns of `returns table (…)` and of out parameters. */
  returnsColumns: Argument[];
  set: boolean;
}

export interface Enumeration {
  name: string;
  values: string[];
}

export interface Catalogue {
  relations: Relation[];
  functions: DatabaseFunction[];
  enums: Enumeration[];
  composites: { name: string; columns: Column[] }[];
}

const TYPE = (oid: string) => `
  (select jsonb_build_object(
     'kind', case when b.typnamespace = 'public'::regnamespace and b.typtype = 'e' then 'enum'
                  when b.typnamespace = 'public'::regnamespace and b.typtype = 'c' then 'row' else 'base' end,
     'name', b.typname, 'array', t.typcategory = 'A')
   from pg_type t join pg_type b on b.oid = case when t.typcategory = 'A' then t.typelem else t.oid end
   where t.oid = ${oid})`;

const COLUMNS = (relation: string) => `
  (select coalesce(jsonb_agg(jsonb_build_object(
     'name', a.attname, 'type', ${TYPE('a.atttypid')}, 'nullable', not a.attnotnull,
     'optional', a.atthasdef or a.attidentity <> '' or not a.attnotnull,
     'generated', a.attgenerated <> '' or a.attidentity = 'a') order by a.attname collate "C"), '[]')
   from pg_attribute a where a.attrelid = ${relation} and a.attnum > 0 and not a.attisdropped)`;

const NAMES = (relation: string, numbers: string) => `
  (select jsonb_agg(a.attname order by n.at)
   from unnest(${numbers}) with ordinality n (number, at)
   join pg_attribute a on a.attrelid = ${relation} and a.attnum = n.number)`;

const RELATIONS = `
select c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind, ${COLUMNS('c.oid')} as columns,
  (select coalesce(jsonb_agg(jsonb_build_object(
      'name', f.conname, 'columns', ${NAMES('f.conrelid', 'f.conkey')}, 'table', r.relname,
      'referencedColumns', ${NAMES('f.confrelid', 'f.confkey')},
      'oneToOne', exists (select from pg_constraint u where u.conrelid = f.conrelid and u.contype in ('p', 'u')
                          and u.conkey <@ f.conkey and u.conkey @> f.conkey)
    ) order by f.conname collate "C"), '[]')
   from pg_constraint f join pg_class r on r.oid = f.confrelid
   where f.conrelid = c.oid and f.contype = 'f' and r.relnamespace = 'public'::regnamespace) as relationships
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
order by c.relname collate "C"`;

const FUNCTIONS = `
select p.proname as name, p.proretset as set, ${TYPE('p.prorettype')} as returns,
  coalesce(p.proargnames, '{}') as names, coalesce(p.proargmodes::text[], '{}') as modes,
  (select coalesce(jsonb_agg(${TYPE('x.oid')} order by x.at), '[]')
   from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality x (oid, at)) as types,
  (select coalesce(jsonb_agg(coalesce(pg_get_function_arg_default(p.oid, i::integer), '') order by i), '[]')
   from generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) i) as defaults
from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by p.proname collate "C"`;

const ENUMS = `
select t.typname as name, (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as values
from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e' order by t.typname collate "C"`;

const COMPOSITES = `
select c.relname as name, ${COLUMNS('c.oid')} as columns
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'c' order by c.relname collate "C"`;

/**
 * Everything in schema public, sorted by name.
 * @throws when two functions share a name: the REST interface cannot always tell them apart
 */
export async function readCatalogue(database: Database): Promise<Catalogue> {
  const read = async <Row>(sql: string) => (await database.query(sql)) as Row[];
  const functions = (await read<FunctionRow>(FUNCTIONS)).map(functionOf);
  const twice = functions.find(({ name }, index) => functions[index + 1]?.name === name);
  if (twice) throw new Error(`public.${twice.name} exists twice with different parameters. Give one another name.`);
  return {
    relations: await read<Relation>(RELATIONS),
    functions,
    enums: await read<Enumeration>(ENUMS),
    composites: await read<{ name: string; columns: Column[] }>(COMPOSITES),
  };
}

interface FunctionRow {
  name: string;
  set: boolean;
  returns: TypeRef;
  names: string[];
  /** One letter a parameter (i, o, b, v, t); empty when all are `in`. */
  modes: string[];
  types: TypeRef[];
  defaults: string[];
}

function functionOf({ name, set, returns, names, modes, types, defaults }: FunctionRow): DatabaseFunction {
  const all = types.map((type, index) => ({
    mode: modes[index] ?? 'i',
    name: names[index] ?? '',
    type,
    optional: defaults[index] !== '',
    nullable: /^NULL\b/.test(defaults[index] ?? ''),
  }));
  const pick = (letters: string) =>
    all.filter(({ mode }) => letters.includes(mode)).map(({ mode: _, ...rest }) => rest);
  return { name, set, returns, arguments: pick('ibv'), returnsColumns: pick('obt') };
}
