import { fromPgError, type PgError } from './pg-error';

type Answer<Row> = { data: Row[] | null; error: PgError | null; count: number | null };

/** PostgREST's word for an offset behind the last row. */
const PAST_THE_END = 'PGRST103';

/**
 * Reads a page of rows. Behind the last one, where rows are gone or the address was made up, it is the last one.
 * @param read asks for rows from the first to the second number (from 0, both included), with their exact count
 * @param page from 1
 * @returns the rows, how many there are on all pages, and the page that they are on
 * @throws AppError what the database had to say
 */
export async function pageOrLast<Row>(
  read: (from: number, to: number) => PromiseLike<Answer<Row>>,
  page: number,
  size: number,
): Promise<{ rows: Row[]; total: number; page: number }> {
  const from = (page - 1) * size;
  const { data, error, count } = await read(from, from + size - 1);
  if (error?.code === PAST_THE_END && page > 1) {
    const first = await pageOrLast(read, 1, size);
    const last = Math.min(page - 1, Math.ceil(first.total / size));
    return last > 1 ? pageOrLast(read, last, size) : first;
  }
  if (error) throw fromPgError(error);
  const rows = data ?? [];
  return { rows, total: count ?? rows.length, page };
}
