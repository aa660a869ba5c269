import { describe, expect, it } from 'vitest';
import { directionsOf, embed, likelySources, reachOf } from './built-in';
import { bytesOf, modelFrom, sizeOf } from './built-in-bytes';
import { featuresOf } from './built-in-features';
import { learn } from './built-in-learning';
import { createSample, LEAST_OF_A_SOURCE, lessonsOf } from './built-in-lessons';
import { learnHere, learnInThread } from './built-in-thread';
import type { Passage } from './built-in-worker';

const ARTICLES = {
  delivery: [
    'When will my parcel arrive?',
    'My order has not arrived yet',
    'How long does delivery take?',
    'Where is my parcel now?',
    'The delivery is late, where is my order',
  ],
  refunds: [
    'How do I get my money back?',
    'I want a refund for my order',
    'When will you refund me?',
    'Can I return my order for a refund?',
    'The refund is not on my card',
  ],
  passwords: [
    'I forgot my password',
    'How do I reset my password?',
    'My password does not work',
    'I cannot log in to my account',
    'Send me a new password',
  ],
};
const IDS = Object.keys(ARTICLES);
const LESSONS = Object.values(ARTICLES).flatMap((texts, source) => texts.map((text) => ({ text, source })));
const atOnce = () => undefined;

async function learned() {
  const model = await learn(IDS, LESSONS, atOnce);
  if (!model) throw new Error('nothing was learned');
  return model;
}

const bestOf = (likely: Record<string, number>) => Object.entries(likely).sort(([, a], [, b]) => b - a)[0]?.[0];

describe('likelySources', () => {
  it('tells sources apart by questions that stand in none of them', async () => {
    const model = await learned();
    expect(bestOf(likelySources(model, 'why is my parcel late'))).toBe('delivery');
    expect(bestOf(likelySources(model, 'give me my money back please'))).toBe('refunds');
    expect(bestOf(likelySources(model, 'cannot log in'))).toBe('passwords');
  });

  it('reads a slip of the finger and another ending by the pieces of the word', async () => {
    const model = await learned();
    expect(bestOf(likelySources(model, 'pasword'))).toBe('passwords');
    expect(bestOf(likelySources(model, 'refunding'))).toBe('refunds');
  });

  it('says nothing about a text of which it knows nothing', async () => {
    const model = await learned();
    for (const text of ['', '???', 'zzyzx', '退货政策']) expect(likelySources(model, text)).toEqual({});
  });

  it('names 16 sources at most, with scores above zero', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `source ${index}`);
    const lessons = ids.flatMap((_, source) => [
      { text: `about subject number${source}`, source },
      { text: `more of subject number${source}`, source },
    ]);
    const model = await learn(ids, lessons, atOnce);
    const likely = model ? likelySources(model, 'number7 subject') : {};
    expect(bestOf(likely)).toBe('source 7');
    expect(Object.keys(likely).length).toBeLessThanOrEqual(16);
    for (const score of Object.values(likely)) expect(score).toBeGreaterThan(0);
  });
});

describe('likelySources, of a model that is much trusted', () => {
  it('leaves room for an article that the model does not know, whose words fit clearly better', async () => {
    const model = { ...(await learned()), trust: 4 };
    const bonuses = Object.values(likelySources(model, 'when will you refund my parcel, I forgot my password'));
    expect(Math.max(...bonuses)).toBeCloseTo(6);
  });
});

describe('learn', () => {
  it('learns the same from the same sentences', async () => {
    expect(await learned()).toEqual(await learned());
  });

  it('has nothing to learn where there is only one source', async () => {
    expect(await learn(['one'], [...lessonsOf([{ titlePath: 'One', body: 'Some text.' }], 0)], atOnce)).toBeUndefined();
    expect(await learn([], [], atOnce)).toBeUndefined();
  });

  it('tells more sources apart than a vector has numbers', async () => {
    const ids = Array.from({ length: 390 }, (_, index) => `source ${index}`);
    const lessons = ids.map((_, source) => ({ text: `colour${source}`, source }));
    const model = await learn(ids, lessons, atOnce);
    if (!model) throw new Error('nothing was learned');
    expect(embed(model, 'colour7')).toHaveLength(384);
    const right = ids.filter((id, index) => bestOf(likelySources(model, `which colour${index}`)) === id);
    expect(right.length).toBeGreaterThan(380);
  });

  it('gives way to others while it learns, and stops when it is told to', async () => {
    let asked = 0;
    const stop = () => {
      asked += 1;
      if (asked > 10) throw new Error('time is over');
      return Promise.resolve();
    };
    await expect(learn(IDS, LESSONS, stop)).rejects.toThrow('time is over');
  });

  it('keeps what it learned when its time is up, once it has seen each sentence', async () => {
    let looks = 0;
    const lessons = Array.from({ length: 20 }, () => LESSONS).flat();
    const after = (most: number) => () => {
      looks += 1;
      return looks > most;
    };
    const model = await learn(IDS, lessons, atOnce, after(10));
    expect(model && bestOf(likelySources(model, 'why is my parcel late'))).toBe('delivery');
    looks = 0;
    expect(await learn(IDS, lessons, atOnce, after(2))).toBeUndefined();
  });
});

describe('a stored model', () => {
  it('says what it said before', async () => {
    const model = await learned();
    const again = modelFrom(bytesOf(model));
    expect(again).toEqual(model);
    expect(again && likelySources(again, 'my parcel is late')).toEqual(likelySources(model, 'my parcel is late'));
  });

  it('takes about as much memory as it says', async () => {
    const model = await learned();
    expect(sizeOf(model)).toBeGreaterThan(model.weights.length);
    expect(sizeOf(model)).toBeLessThan(100 * (model.weights.length + model.places.size));
  });

  it('is left alone when another version stored it', async () => {
    const bytes = bytesOf(await learned());
    bytes.write('"version":9', bytes.indexOf('"version":2'));
    expect(modelFrom(bytes)).toBeUndefined();
  });
});

describe('learnInThread', () => {
  const pagesOf = (ids: readonly string[]) => {
    const passages: Passage[] = Object.values(ARTICLES).map((texts, index) => ({
      sourceId: ids[index] ?? '',
      position: 0,
      titlePath: ids[index] ?? '',
      body: texts.map((text) => `- ${text}`).join('\n'),
    }));
    const encoder = new TextEncoder();
    // A source may begin on one page and end on the next.
    return [passages.slice(0, 2), [{ ...passages[1], position: 1 }, passages[2]]].map((page) =>
      encoder.encode(JSON.stringify(page)),
    );
  };
  const never = new AbortController().signal;

  it('answers each with a model of their own sources, however many ask', async () => {
    const companies = Array.from({ length: 3 }, (_, company) => IDS.map((id) => `${id} of ${company}`));
    const stored = await Promise.all(companies.map((ids) => learnInThread(pagesOf(ids), 30_000, never)));
    const best = stored.map((bytes) => {
      const model = bytes && modelFrom(bytes);
      return model && [model.sourceIds.length, bestOf(likelySources(model, 'my parcel is late'))];
    });
    expect(best).toEqual(companies.map((_, company) => [3, `delivery of ${company}`]));
  }, 30_000);

  it('learns the same without a thread', async () => {
    const here = await learnHere(pagesOf(IDS), 30_000, never);
    expect('model' in here && here.model).toEqual(await learnInThread(pagesOf(IDS), 30_000, never));
  }, 30_000);

  it('learns nothing when there is no time for it', async () => {
    expect(await learnInThread(pagesOf(IDS), -1, never)).toBeNull();
  }, 30_000);
});

describe('createSample', () => {
  it('takes everything while that is little', () => {
    const sample = createSample(LESSONS.length);
    for (const lesson of LESSONS) sample.add(lesson);
    expect(sample.taken()).toEqual(LESSONS);
  });

  it('takes of each source, and of large ones from beginning to end', () => {
    const sample = createSample(100);
    const sizes = [1_000, 3, ...Array.from({ length: 20 }, () => 1), 500];
    for (const [source, size] of sizes.entries()) {
      for (let at = 0; at < size; at += 1) sample.add({ text: String(at), source });
    }
    const taken = sample.taken();
    expect(taken.length).toBeLessThanOrEqual(100);
    expect(taken.length).toBeGreaterThan(50);
    for (const [source, size] of sizes.entries()) {
      const places = taken.filter((lesson) => lesson.source === source).map(({ text }) => Number(text));
      expect(places.length).toBeGreaterThanOrEqual(Math.min(size, LEAST_OF_A_SOURCE));
      expect(Math.max(...places)).toBeGreaterThan(size * 0.8 - 2);
    }
  });
});

describe('directions', () => {
  it('are axes while there are enough of them', () => {
    expect(directionsOf(3, 3)).toBeUndefined();
    expect([...reachOf(Float32Array.of(1, 2, 3), 3, undefined)]).toEqual([1, 2, 3]);
  });

  it('lie nearly square to each other beyond that', () => {
    const directions = directionsOf(1_000, 384);
    const signsOf = (source: number) =>
      Float32Array.from({ length: 384 }, (_, at) =>
        ((directions?.[source * 48 + (at >> 3)] ?? 0) >> (at & 7)) & 1 ? -1 : 1,
      );
    for (const source of [0, 500, 999]) {
      const own = signsOf(source);
      const reach = reachOf(own, 1_000, directions).map((number) => number / Math.sqrt(384));
      expect(reach[source]).toBeCloseTo(1);
      expect(Math.max(...reach.filter((_, other) => other !== source))).toBeLessThan(0.3);
      const other = signsOf(7).reduce((sum, sign, at) => sum + sign * (own[at] ?? 0), 0);
      expect(reach[7]).toBeCloseTo(other / 384);
    }
  });
});

describe('featuresOf', () => {
  it('reads words, neighbours and pieces, each once, whatever their case', () => {
    const { words, neighbours, pieces } = featuresOf('To be or to BE');
    expect(words).toHaveLength(3);
    expect(neighbours).toHaveLength(3);
    expect(pieces.sort()).toEqual(featuresOf('be to or').pieces.sort());
  });

  it('reads scripts without spaces character by character', () => {
    expect(featuresOf('退货政策').words).toHaveLength(4);
    expect(featuresOf('退货政策').neighbours).toHaveLength(3);
    expect(featuresOf('คืนเงิน').words.length).toBeGreaterThan(3);
  });
});

describe('lessonsOf', () => {
  it('takes sentences, items of lists and each heading once', () => {
    const passages = [
      { titlePath: 'Returns', body: 'Send it back. We pay.\n\n- Keep the box\n2. Print the label\n\n---' },
      { titlePath: 'Returns', body: 'It takes a week.' },
    ];
    expect([...lessonsOf(passages, 4)]).toEqual(
      ['Returns', 'Send it back.', 'We pay.', 'Keep the box', 'Print the label', 'It takes a week.'].map((text) => ({
        text,
        source: 4,
      })),
    );
  });
});
