import 'server-only';
import { pageContext } from '@/lib/companies/loaders';
import { makeBoard } from './board';
import { readMarks, readRated, readUnanswered } from './data';
import { rememberedGroups } from './remembered';
import { type GapBoard, PERIODS, type Period } from './schema';

const DAY_MS = 86_400_000;

/** The period that a URL asks for (`days`), 30 days unless it is one of the others. */
export function periodOf(days: string | string[] | undefined): Period {
  return PERIODS.find((period) => String(period) === days) ?? 30;
}

/** What was asked in the last days and not answered, by topic, and what was rated badly. */
export async function loadGaps(days: Period): Promise<GapBoard> {
  const ctx = await pageContext();
  const now = Date.now();
  const since = new Date(now - days * DAY_MS).toISOString();
  const before = new Date(now - 2 * days * DAY_MS).toISOString();
  const [unanswered, marks, rated] = await Promise.all([
    readUnanswered(ctx, { since, before }),
    readMarks(ctx),
    readRated(ctx, since),
  ]);
  return makeBoard(days, since, unanswered, marks, rated, rememberedGroups(ctx.companyId));
}
