import { strToU8 } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { UPLOAD_LIMITS } from './limits.ts';
import { extractPageInThread, readInThread } from './thread';

// A thread starts in half a second, or in several on a machine that does much else: the limit is for what hangs.
vi.setConfig({ testTimeout: 30_000 });

describe('the thread that reads documents', () => {
  it('answers each who asks with their own document, however many ask', async () => {
    const asked = Array.from({ length: 7 }, (_, at) => `page-${at}`);
    const found = await Promise.all(
      asked.map((name) =>
        readInThread(name, `${name}.html`, strToU8(`<h1>${name}</h1><p>About ${name}.</p>`), UPLOAD_LIMITS),
      ),
    );
    expect(found.map(({ drafts }) => [drafts[0]?.externalId, drafts[0]?.body])).toEqual(
      asked.map((name) => [name, `About ${name}.`]),
    );
  });

  it('goes on after a refusal', async () => {
    const broken = strToU8('%PDF-1.7 and no more');
    await expect(readInThread('a', 'a.pdf', broken, UPLOAD_LIMITS)).rejects.toThrow('The PDF is broken.');
    expect(broken.length).toBeGreaterThan(0);
    await expect(extractPageInThread('<p>Fine.</p>', '')).resolves.toMatchObject({ body: 'Fine.' });
  });
});
