import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openPglite } from './database.ts';
import { refreshStatistics } from './upkeep.ts';

let database: Database;
const sql = (text: string) => database.turn('test', 60_000, () => database.script(text));

beforeAll(async () => {
  database = await openPglite(undefined);
}, 60_000);
afterAll(() => database.close());

it('brings the statistics of a changed table up to date, and leaves the others alone', async () => {
  await sql('create table parcels (id int primary key, town text); create table quiet (id int)');
  await sql("insert into parcels select n, 'town ' || n from generate_series(1, 2000) n");
  expect(await refreshStatistics(database)).toBe(1);
  expect(await sql("select reltuples::int as rows from pg_class where relname = 'parcels'")).toEqual([{ rows: 2000 }]);
  expect(await refreshStatistics(database)).toBe(0);
});

it('clears away dead rows', async () => {
  await sql('update parcels set town = upper(town)');
  await refreshStatistics(database);
  expect(await sql("select n_dead_tup::int as dead from pg_stat_user_tables where relname = 'parcels'")).toEqual([
    { dead: 0 },
  ]);
});
