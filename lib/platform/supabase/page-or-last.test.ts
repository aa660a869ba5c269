import { expect, it } from 'vitest';
import { pageOrLast } from './page-or-last';

/** Answers as PostgREST does, and says so of an offset behind the last row. */
const tableOf = (count: number) => async (from: number, to: number) => {
  const rows = Array.from({ length: count }, (_, index) => index).slice(from, to + 1);
  if (from > 0 && rows.length === 0) {
    return { data: null, count: null, error: { code: 'PGRST103', message: 'Requested range not satisfiable' } };
  }
  return { data: rows, count, error: null };
};

it.each([
  { page: 1, count: 0, rows: [], is: 1 },
  { page: 99, count: 0, rows: [], is: 1 },
  { page: 2, count: 5, rows: [2, 3], is: 2 },
  { page: 3, count: 4, rows: [2, 3], is: 2 },
  { page: 99, count: 5, rows: [4], is: 3 },
  { page: 2, count: 1, rows: [0], is: 1 },
])('of $count rows, page $page is page $is', async ({ page, count, rows, is }) => {
  expect(await pageOrLast(tableOf(count), page, 2)).toEqual({ rows, total: count, page: is });
});

it('comes to an end when rows go while it reads', async () => {
  const counts = [3, 5, 1];
  const shrinking = (from: number, to: number) => tableOf(counts.shift() ?? 1)(from, to);
  expect(await pageOrLast(shrinking, 9, 2)).toEqual({ rows: [0], total: 1, page: 1 });
});

it('says what else the database has to say', async () => {
  const refuse = async () => ({ data: null, count: null, error: { code: '42501', message: 'permission denied' } });
  await expect(pageOrLast(refuse, 2, 2)).rejects.toMatchObject({ code: 'forbidden' });
});
