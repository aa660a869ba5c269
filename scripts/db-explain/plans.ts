/**
 * Runs a hot query as its role and looks at the plan of every statement in it, those inside functions included:
 * auto_explain reports them as they really ran, so no copy of their text can go stale.
 */
import type { PGlite } from '@electric-sql/pglite';
import type { Case } from './cases.ts';

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  Plans?: Plan[];
};

export type Finding = {
  name: string;
  /** Indexes of the big tables that were used, with how often over all statements. */
  indexes: string[];
  /** Rows that the scans of the big tables gave. */
  rows: number;
  /** Median of five runs without the instruments, in milliseconds. */
  ms: number;
  /** A sentence for each thing that must not be. */
  faults: string[];
};

/** Enough runs for PostgreSQL to go over from custom to generic plans, so that both are seen. */
const RUNS = 7;
const TIMED_RUNS = 5;

const OBSERVE = `
set auto_explain.log_min_duration = 0;
set auto_explain.log_nested_statements = on;
set auto_explain.log_analyze = on;
set auto_explain.log_timing = off;
set auto_explain.log_format = 'json';
set client_min_messages = 'log';`;
const UNOBSERVE = 'set auto_explain.log_min_duration = -1; set client_min_messages = warning;';

/** @param bigTables a sequential scan of one of these is a fault */
export async function examine(driver: PGlite, one: Case, adminId: string, bigTables: Set<string>): Promise<Finding> {
  const userId = one.userId ?? adminId;
  const plans: Plan[] = [];
  await driver.exec(OBSERVE);
  for (let run = 0; run < RUNS; run++) {
    await runOnce(driver, one, userId, (message) => {
      const at = message.indexOf('plan:\n');
      if (message.startsWith('duration:') && at > 0)
        plans.push((JSON.parse(message.slice(at + 6)) as { Plan: Plan }).Plan);
    });
  }
  await driver.exec(UNOBSERVE);
  const times: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run++) times.push(await runOnce(driver, one, userId, () => undefined));
  const nodes = plans.flatMap(nodesOf);
  const used = new Set(nodes.flatMap((node) => node['Index Name'] ?? []));
  const ofBigTables = nodes.filter((node) => bigTables.has(node['Relation Name'] ?? ''));
  return {
    name: one.name,
    indexes: [...used]
      .filter((index) =>
        [...bigTables].some((table) => index.startsWith(table) || index.startsWith(table.replace(/s$/, ''))),
      )
      .sort(),
    rows: Math.round(
      ofBigTables.reduce((sum, node) => sum + (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1), 0) / RUNS,
    ),
    ms: times.sort((a, b) => a - b)[TIMED_RUNS >> 1] ?? 0,
    faults: faultsOf(one, nodes, used, bigTables),
  };
}

function faultsOf(one: Case, nodes: Plan[], used: Set<string>, bigTables: Set<string>): string[] {
  const scanned = new Set(
    nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && (node['Actual Loops'] ?? 1) > 0)
      .flatMap((node) => node['Relation Name'] ?? []),
  );
  const faults = [...scanned]
    .filter((table) => bigTables.has(table))
    .map((table) => `${one.name} reads all of ${table}.`);
  for (const index of one.uses) {
    if (!used.has(index)) faults.push(`${one.name} does not use ${index}.`);
  }
  if (one.usesOneOf && !one.usesOneOf.some((index) => used.has(index))) {
    faults.push(`${one.name} uses none of ${one.usesOneOf.join(', ')}.`);
  }
  return faults;
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** As the REST interface runs it: in a transaction of its own, as the role, with the user's claims; then undone. */
async function runOnce(driver: PGlite, one: Case, userId: string, hear: (message: string) => void): Promise<number> {
  const claims = one.role === 'authenticated' ? { sub: userId, role: one.role } : { role: one.role };
  const onNotice = ({ message }: { message?: string | undefined }) => hear(message ?? '');
  await driver.exec('begin');
  try {
    await driver.query(
      `select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', $2, true), set_config('role', $3, true)`,
      [JSON.stringify(claims), one.role === 'authenticated' ? userId : '', one.role],
    );
    const began = performance.now();
    await driver.query(one.sql, one.parameters, { onNotice });
    return performance.now() - began;
  } catch (cause) {
    throw new Error(`The query "${one.name}" failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  } finally {
    // The outermost statement is reported when its portal closes, which is here.
    await driver.exec('rollback', { onNotice });
  }
}
