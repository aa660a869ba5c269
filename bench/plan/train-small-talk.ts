/**
 * Trains the model that knows English small talk by its sound, and writes its weights:
 * `tsx --conditions=react-server bench/plan/train-small-talk.ts`. The same data gives the same weights.
 *
 * Logistic regression over hashed features (AdaGrad, L2). Only the chosen halves are used. The threshold is the lowest
 * at which cross-validation on them takes at most `MOST_FALSE` of the real messages for small talk.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fold } from '../../lib/chat/plan/small-talk.ts';
import { featuresOf } from '../../lib/chat/plan/small-talk-model.ts';
import { type Message, readBanking, readClinc, readHelpQuestions } from './data.ts';

const BITS = 14;
const ROUNDS = 15;
const STEP = 0.5;
const L2 = 1e-3;
/** A missed piece of small talk weighs as much as this many questions taken for it. */
const WEIGHT_OF_SMALL_TALK = 2;
const MOST_FALSE = 0.003;
const FOLDS = 5;

type Row = { features: number[]; smallTalk: boolean };
type Model = { weights: Float64Array; bias: number };

const scoreOf = ({ weights, bias }: Model, features: number[]) =>
  bias + features.reduce((sum, place) => sum + (weights[place] ?? 0), 0) / Math.sqrt(features.length);

/** A small generator with a seed: the same order in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function train(rows: readonly Row[]): Model {
  const weights = new Float64Array(2 ** BITS);
  const squares = new Float64Array(2 ** BITS).fill(1e-6);
  const order = [...rows];
  const next = random(7);
  let bias = 0;
  let biasSquares = 1e-6;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(next() * (last + 1));
      [order[last], order[other]] = [order[other] as Row, order[last] as Row];
    }
    for (const { features, smallTalk } of order) {
      const share = 1 / Math.sqrt(features.length);
      const p = 1 / (1 + Math.exp(-scoreOf({ weights, bias }, features)));
      const error = smallTalk ? (p - 1) * WEIGHT_OF_SMALL_TALK : p;
      for (const place of features) {
        const weight = weights[place] ?? 0;
        const gradient = error * share + L2 * weight;
        const sum = (squares[place] ?? 0) + gradient * gradient;
        squares[place] = sum;
        weights[place] = weight - (STEP * gradient) / Math.sqrt(sum);
      }
      biasSquares += error * error;
      bias -= (STEP * error) / Math.sqrt(biasSquares);
    }
  }
  return { weights, bias };
}

/** Each row's score by a model that has not seen it. */
function unseenScores(rows: readonly Row[]): { score: number; smallTalk: boolean }[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const model = train(rows.filter((_row, index) => index % FOLDS !== fold));
    return rows
      .filter((_row, index) => index % FOLDS === fold)
      .map(({ features, smallTalk }) => ({ score: scoreOf(model, features), smallTalk }));
  }).flat();
}

const sources = [readClinc(), readBanking(), readHelpQuestions()];
if (sources.some((source) => source === undefined)) {
  process.stdout.write('Skipped: ../shared/data/1-intent or 2-kb/doc2dial is not there.\n');
} else {
  const rows = sources
    .flatMap((source) => source as Message[])
    .filter(({ half }) => half === 'chosen')
    .map(({ text, smallTalk }) => ({ features: featuresOf(fold(text), BITS), smallTalk }));
  const unseen = unseenScores(rows);
  const real = unseen
    .filter(({ smallTalk }) => !smallTalk)
    .map(({ score }) => score)
    .sort((a, b) => b - a);
  const threshold = Number((real[Math.floor(real.length * MOST_FALSE)] ?? 0).toFixed(2));
  const small = unseen.filter(({ smallTalk }) => smallTalk);
  const found = small.filter(({ score }) => score > threshold).length;
  const { weights, bias } = train(rows);
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  const file = fileURLToPath(new URL('../../lib/chat/plan/small-talk-weights.ts', import.meta.url));
  await writeFile(
    file,
    `/**
 * Written by bench/plan/train-small-talk.ts; not edited by hand. A linear model's ${2 ** BITS} weights of 8 bits.
 * Trained on ${rows.length} messages: CLINC150 by Larson et al. (CC BY 3.0), BANKING77 by PolyAI (CC BY 4.0) and
 * doc2dial by IBM (CC BY 3.0).
 */
export const BITS = ${BITS};
export const BIAS = ${bias.toFixed(4)};
/** What a weight of 1 counts for. */
export const SCALE = ${scale.toFixed(6)};
/** Above it a message counts as small talk. */
export const THRESHOLD = ${threshold};
/** Signed bytes in base64. */
export const WEIGHTS =
  '${Buffer.from(bytes.buffer).toString('base64')}';
`,
  );
  process.stdout.write(
    `${rows.length} messages; cross-validation at ${threshold}: ${((100 * found) / small.length).toFixed(1)} % of small talk found, ${(100 * MOST_FALSE).toFixed(1)} % of the others taken for it\n`,
  );
}
