import { sentencesOf } from '../sentences.ts';

/** A sentence, an item of a list, a row of a table or a heading, and the source (its place in a list) that it is from. */
export type Lesson = { text: string; source: number };

/** So many lessons are learned, of more a sample. */
export const MOST_LESSONS = 20_000;
/** So many lessons of a source are in each sample, or all that it has: a sample passes over no source. */
export const LEAST_OF_A_SOURCE = 2;

const MARK = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const SOME_LETTER = /[\p{L}\p{N}]/u;

/** What can be learned from the passages of one source, one after the other; each heading counts once. */
export function* lessonsOf(
  passages: readonly { titlePath: string; body: string }[],
  source: number,
): Generator<Lesson, void> {
  const headings = new Set(passages.map(({ titlePath }) => titlePath));
  for (const text of headings) if (SOME_LETTER.test(text)) yield { text, source };
  for (const { body } of passages) {
    for (const line of body.split(/\r?\n/)) {
      const texts = MARK.test(line) ? [line.replace(MARK, '')] : sentencesOf(line);
      for (const text of texts) if (SOME_LETTER.test(text)) yield { text, source };
    }
  }
}

/** Lessons as they come in, source after source, of which a part is kept. */
export type Sample = {
  add(lesson: Lesson): void;
  /** At most `most`, in the order in which they came. */
  taken(): Lesson[];
};

/**
 * All lessons while they are few; of more, the first ones and every second (fourth, eighth, …) of each source, so that
 * all sources are in it and no source at one place only. The same lessons give the same sample.
 * @param most at least `LEAST_OF_A_SOURCE` for each source; twice as many are held in memory
 */
export function createSample(most: number): Sample {
  let kept: (Lesson & { place: number })[] = [];
  let every = 1;
  let source = -1;
  let next = 0;
  const wanted = (place: number) => place < LEAST_OF_A_SOURCE || place % every === 0;
  const thin = () => {
    every *= 2;
    kept = kept.filter(({ place }) => wanted(place));
  };
  return {
    add(lesson) {
      if (lesson.source !== source) [source, next] = [lesson.source, 0];
      const place = next;
      next += 1;
      if (!wanted(place)) return;
      kept.push({ ...lesson, place });
      if (kept.length >= 2 * most) thin();
    },
    taken() {
      while (kept.length > most && kept.some(({ place }) => place >= LEAST_OF_A_SOURCE)) thin();
      return kept.slice(0, most).map(({ text, source }) => ({ text, source }));
    },
  };
}
