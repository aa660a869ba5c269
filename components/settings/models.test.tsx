import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ModelSettings, StoredProvider } from '@/lib/models/schema';
import { Models } from './models';

const never = async () => ({});
const NOW = Date.UTC(2026, 10, 20, 12);
const well = { faults: { main: null, second: null }, readAt: NOW };
const rowsOf = (settings: Omit<ModelSettings, keyof typeof well> & Partial<ModelSettings>) =>
  renderToStaticMarkup(<Models settings={{ ...well, ...settings }} save={never} remove={never} />)
    .split('</li>')
    .slice(0, 3)
    .map((row) =>
      row
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );

const own: StoredProvider = {
  place: 'main',
  kind: 'azure',
  baseUrl: 'https://acme.openai.azure.com/',
  region: null,
  mainModel: 'big',
  lightModel: 'small',
  keyEnd: 'WXYZ',
};
const installation = { provider: 'openai', main: 'gpt-4.1-mini', second: { provider: 'ollama', main: 'llama3.2' } };

describe('the models of the settings page', () => {
  it('are the installation’s where the company set nothing', () => {
    expect(rowsOf({ own: { main: null, second: null }, installation })).toEqual([
      'First OpenAI, gpt-4.1-mini Provided by this installation. Use your own provider',
      'If it fails Ollama, llama3.2 Provided by this installation. Add a second provider',
      expect.stringMatching(/^Always Built-in model/),
    ]);
  });

  it('are the company’s own where it set them, and nothing of the installation’s stands behind', () => {
    const [first, second] = rowsOf({ own: { main: own, second: null }, installation });
    expect(first).toBe(
      'First Azure OpenAI, big small for small talk · acme.openai.azure.com · key ending in WXYZ Edit Remove',
    );
    expect(second).toMatch(/^If it fails Nobody The built-in model answers/);
  });

  it('tell that the newest call came to nothing, and who answers instead', () => {
    const refused = { name: 'refused', status: 401, at: new Date(NOW - 180_000).toISOString() } as const;
    const late = { name: 'late', status: null, at: new Date(NOW).toISOString() } as const;
    const [first] = rowsOf({ own: { main: own, second: null }, installation, faults: { main: refused, second: null } });
    expect(first).toContain(
      'Last call refused (401) 3 min ago. Answers come from the built-in model until this works.',
    );
    const none = { main: null, second: null };
    const [inherited, behind] = rowsOf({ own: none, installation, faults: { main: late, second: late } });
    expect(inherited).toContain('Last call got no answer in time just now. Answers come from the second provider');
    expect(behind).toContain('Last call got no answer in time just now.');
  });

  it('say that nobody is there when nobody is', () => {
    const none = { provider: 'halfsecond', main: 'built-in', second: null };
    expect(rowsOf({ own: { main: null, second: null }, installation: none })[0]).toMatch(/^First Nobody This/);
  });
});
