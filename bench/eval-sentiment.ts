/**
 * How well the mood of a text is told, and its language: `npm run eval:sentiment [-- --write]`.
 *
 * Words and rules were chosen on the tuning half of the reviews (by a hash of the review), by words that occur often and
 * never by single sentences; the report half was only measured.
 */
import { detect } from 'tinyld';
import { languageOf } from '../lib/insights/language.ts';
import { sentimentOf } from '../lib/insights/sentiment.ts';
import { type Agreement, agreementOf } from './contact/agreement.ts';
import { percent } from './contact/counts.ts';
import { HALVES, readEnglish, readRatings } from './contact/data.ts';
import { markdownTable, writeResult } from './report.ts';

/**
 * VADER on the same rows and with the same measures: its port `vader-sentiment` 1.1.3 from npm, measured on 2026-11-20.
 * Not a dependency, for it is no longer kept.
 */
const VADER: Record<string, [correlation: number, right: number, f1: number]> = {
  tuning: [0.573, 0.58, 0.526],
  report: [0.569, 0.575, 0.499],
};

const ratings = readRatings();
if (!ratings) {
  process.stdout.write('Skipped: ../shared/data/6-sentiment is not there.\n');
} else {
  const measured = HALVES.map((half) => {
    const rows = ratings.filter((row) => row.half === half);
    const judged = rows.map(({ text }) => sentimentOf(text));
    return {
      half,
      agreement: agreementOf(
        judged,
        rows.map(({ rating }) => rating),
      ),
    };
  });
  const table = measured.flatMap(({ half, agreement }) => {
    const [correlation = 0, right = 0, f1 = 0] = VADER[half] ?? [];
    return [row('VADER', half, { ...agreement, correlation, right, f1 }), row('ours', half, agreement)];
  });
  const english = readEnglish();
  const told = english
    ? `## Language\n\n${english.length} English sentences of CLINC150 (validation): tinyld alone tells ${share(english, detect)} as English, ours ${share(english, languageOf)}, and ${share(english, (text) => languageOf(text, 'en-US'))} when the browser asks for English.\n`
    : '';
  const report = [
    '# The mood of a message\n',
    `${ratings.length} sentences of product reviews, each rated by 20 people (data of the VADER paper). Class: negative, neutral or positive, with VADER's border of 0.05.\n`,
    `${markdownTable(['system', 'half', 'correlation r', 'class right', 'mean F1', 'sentences'], table)}\n`,
    told,
  ].join('\n');
  process.stdout.write(`${report}\n`);
  if (process.argv.includes('--write')) {
    process.stdout.write(`Written to ${await writeResult('sentiment', report, { measured })}\n`);
  }
}

function row(name: string, half: string, { correlation, right, f1, count }: Agreement): string[] {
  return [name, half, correlation.toFixed(3), percent(right), f1.toFixed(3), String(count)];
}

function share(texts: string[], detector: (text: string) => string | null): string {
  return percent(texts.filter((text) => detector(text) === 'en').length / texts.length);
}
