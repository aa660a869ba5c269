/** Renders a catalogue as the TypeScript that supabase-js expects of its `Database` parameter. */
import type { Argument, Catalogue, Column, DatabaseFunction, Relation, TypeRef } from './catalogue.ts';

/** PostgreSQL's names of the types that JSON carries as something else than text we cannot read. */
const BASE: Record<string, string> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  json: 'Json',
  jsonb: 'Json',
  text: 'string',
  varchar: 'string',
  bpchar: 'string',
  citext: 'string',
  uuid: 'string',
  bytea: 'string',
  date: 'string',
  time: 'string',
  timetz: 'string',
  timestamp: 'string',
  timestamptz: 'string',
  vector: 'string',
  bit: 'string',
  void: 'undefined',
};

/** The whole file, ending in a newline. The same catalogue gives the same bytes. */
export function renderTypes(catalogue: Catalogue): string {
  const tables = catalogue.relations.filter(({ kind }) => kind === 'table');
  const views = catalogue.relations.filter(({ kind }) => kind === 'view');
  return [
    '// Written by `npm run db:types` from supabase/migrations. Do not edit.',
    '',
    'export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];',
    '',
    'export type Database = {',
    '  public: {',
    ...section('Tables', tables.map(table)),
    ...section('Views', views.map(view)),
    ...section('Functions', catalogue.functions.map(databaseFunction)),
    ...section(
      'Enums',
      catalogue.enums.map(({ name, values }) => [`${name}: ${values.map((value) => quote(value)).join(' | ')};`]),
    ),
    ...section(
      'CompositeTypes',
      catalogue.composites.map(({ name, columns }) => block(`${name}: {`, columns.map(readColumn), '};')),
    ),
    '  };',
    '};',
    '',
  ].join('\n');
}

function section(name: string, entries: string[][]): string[] {
  if (entries.length === 0) return [`    ${name}: { [_ in never]: never };`];
  return block(
    `    ${name}: {`,
    entries.flat().map((line) => `    ${line}`),
    '    };',
  );
}

function block(open: string, lines: string[], close: string): string[] {
  return [open, ...lines.map((line) => `  ${line}`), close];
}

function table(relation: Relation): string[] {
  return block(
    `${relation.name}: {`,
    [
      ...block('Row: {', relation.columns.map(readColumn), '};'),
      ...block(
        'Insert: {',
        relation.columns.map((column) => writeColumn(column, column.optional)),
        '};',
      ),
      ...block(
        'Update: {',
        relation.columns.map((column) => writeColumn(column, true)),
        '};',
      ),
      ...relationships(relation),
    ],
    '};',
  );
}

function view(relation: Relation): string[] {
  return block(
    `${relation.name}: {`,
    [...block('Row: {', relation.columns.map(readColumn), '};'), ...relationships(relation)],
    '};',
  );
}

function readColumn({ name, type, nullable }: Column): string {
  return `${name}: ${orNull(typeName(type), nullable)};`;
}

function writeColumn({ name, type, nullable, generated }: Column, optional: boolean): string {
  if (generated) return `${name}?: never;`;
  return `${name}${optional ? '?' : ''}: ${orNull(typeName(type), nullable)};`;
}

function relationships({ relationships }: Relation): string[] {
  if (relationships.length === 0) return ['Relationships: [];'];
  return block(
    'Relationships: [',
    relationships.flatMap(({ name, columns, oneToOne, table, referencedColumns }) =>
      block(
        '{',
        [
          `foreignKeyName: ${quote(name)};`,
          `columns: [${columns.map(quote).join(', ')}];`,
          `isOneToOne: ${oneToOne};`,
          `referencedRelation: ${quote(table)};`,
          `referencedColumns: [${referencedColumns.map(quote).join(', ')}];`,
        ],
        '},',
      ),
    ),
    '];',
  );
}

function databaseFunction({ name, arguments: inputs, returns, returnsColumns, set }: DatabaseFunction): string[] {
  const one =
    returnsColumns.length > 0 ? `{ ${returnsColumns.map(argument).join(' ').replace(/;$/, '')} }` : typeName(returns);
  return block(
    `${name}: {`,
    [
      ...(inputs.length === 0 ? ['Args: Record<PropertyKey, never>;'] : block('Args: {', inputs.map(argument), '};')),
      `Returns: ${one}${set ? '[]' : ''};`,
    ],
    '};',
  );
}

function argument({ name, type, optional, nullable }: Argument): string {
  return `${name}${optional ? '?' : ''}: ${orNull(typeName(type), nullable)};`;
}

function typeName({ kind, name, array }: TypeRef): string {
  const one =
    kind === 'enum'
      ? `Database['public']['Enums'][${quote(name)}]`
      : kind === 'row'
        ? `Database['public']['Tables'][${quote(name)}]['Row']`
        : (BASE[name] ?? 'unknown');
  return array ? `${one}[]` : one;
}

function orNull(type: string, nullable: boolean): string {
  return nullable && type !== 'unknown' ? `${type} | null` : type;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
