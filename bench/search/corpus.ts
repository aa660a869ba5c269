/**
 * Help pages as many as wanted, made of doc2dial's: each page takes runs of sentences from three of them and has words of
 * its own. The vocabulary grows with the size as that of real texts does (Heaps' law), because a share of each page's words
 * is drawn from a Pitman-Yor process: a new word now and then, else one of before, the more likely the more it was used.
 * Always the same for the same seed. What is in them means nothing; how often words occur together is like in help pages.
 */
import type { Doc } from '../retrieval/data.ts';

export type Passage = { titlePath: string; body: string; tokenCount: number };
export type Page = { externalId: string; title: string; body: string; passages: Passage[] };

/** Passages of a page, and words of a passage, much as the product cuts doc2dial. */
const PASSAGES = 7;
const WORDS = 140;
const PAGES_MIXED = 3;
/** Pages that stand near each other in the data are of the same authority: only such are mixed. */
const NEAR = 5;
/** Sentences in a row from one page: who writes about something goes on about it. */
const RUN = 6;
/** Share of a page's different long words that are words of its own. */
const OWN_WORDS = 0.15;
/** Pitman-Yor: about 3,000 further words at 1,000 passages, 16,000 at 10,000, 80,000 at 100,000. */
const DISCOUNT = 0.7;
const STRENGTH = 500;

/** @returns makes the next page; called again and again it goes through one never-ending site */
export function pagesFrom(docs: readonly Doc[], seed: number): () => Page {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const sentences = docs.map(({ text }) => text.split(/(?<=[.!?])\s+|\n+/).filter((one) => /\p{L}{3}/u.test(one)));
  const drawn: string[] = [];
  let different = 0;
  const ownWord = (): string => {
    const isNew = random() < (STRENGTH + DISCOUNT * different) / (STRENGTH + drawn.length);
    const word = isNew ? wordOf(different++, seed) : pick(drawn);
    drawn.push(word);
    return word;
  };
  let made = 0;
  return () => {
    made += 1;
    const first = Math.floor(random() * (docs.length - NEAR));
    const places = Array.from({ length: PAGES_MIXED }, () => first + Math.floor(random() * NEAR));
    const own = new Map<string, string | null>();
    const said = (sentence: string) =>
      sentence.replace(/\p{L}{5,}/gu, (word) => {
        const key = word.toLowerCase();
        let instead = own.get(key);
        if (instead === undefined) {
          instead = random() < OWN_WORDS ? ownWord() : null;
          own.set(key, instead);
        }
        return instead ?? word;
      });
    const title = said(docs[places[0] ?? 0]?.title ?? 'Page').slice(0, 280);
    const passages: Passage[] = [];
    while (passages.length < PASSAGES) {
      const lines: string[] = [];
      let words = 0;
      while (words < WORDS) {
        const page = sentences[pick(places)] ?? [];
        const start = Math.floor(random() * page.length);
        for (const sentence of page.slice(start, start + RUN)) {
          if (words >= WORDS) break;
          lines.push(said(sentence));
          words += sentence.split(/\s+/).length;
        }
      }
      const heading = said(lines[0] ?? '').slice(0, 60);
      const body = lines.join(' ').slice(0, 4_000);
      passages.push({ titlePath: `${title} › ${heading}`, body, tokenCount: Math.ceil(body.length / 4) });
    }
    const body = passages.map((passage) => passage.body).join('\n\n');
    return { externalId: `page-${seed}-${made}`, title: `${title} ${made}`, body, passages };
  };
}

const SYLLABLES =
  'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu zan ber cos dil fen gar hol jun kem lir'.split(' ');

/** A word that no other number has and that can be pronounced. */
function wordOf(number: number, seed: number): string {
  let rest = number * 7 + (seed % 7) + SYLLABLES.length * SYLLABLES.length;
  let word = '';
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
