/** The demo company's rows, read and set past the app, with the secret key: what the bench asks and what it checks. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';

const NO_LIMIT = 1_000_000_000;
const FEWEST_QUESTIONS = 20;

/** So many rows of a turn are in the database. */
export type StoredTurns = { complete: number; answers: number };

export class DemoDatabase {
  readonly #client: SupabaseClient;
  readonly #companyId: string;

  private constructor(client: SupabaseClient, companyId: string) {
    this.#client = client;
    this.#companyId = companyId;
  }

  /** @throws Error when the demo is not seeded */
  static async open(settings: { SUPABASE_URL: string; SUPABASE_SECRET_KEY: string }): Promise<DemoDatabase> {
    const client = createClient(settings.SUPABASE_URL, settings.SUPABASE_SECRET_KEY, {
      auth: { persistSession: false },
    });
    const { data, error } = await client.from('widget_keys').select('company_id').eq('key', 'wk_demo').maybeSingle();
    if (error) throw new Error(`The database did not say which company wk_demo names: ${error.message}`);
    if (!data) throw new Error('The demo company with the widget key wk_demo is not in the database.');
    return new DemoDatabase(client, data.company_id);
  }

  /** Takes the company's hourly limit out of the way: a bench is many requests in little time. */
  async liftLimit(): Promise<void> {
    const { error } = await this.#client
      .from('companies')
      .update({ hourly_limit_ceiling: NO_LIMIT, hourly_limit: NO_LIMIT })
      .eq('id', this.#companyId);
    if (error) throw new Error(`The demo company's limit could not be lifted: ${error.message}`);
  }

  /** What visitors of the demo asked: whole questions about its knowledge. */
  async questions(): Promise<string[]> {
    const { data, error } = await this.#client
      .from('chat_messages')
      .select('text')
      .eq('company_id', this.#companyId)
      .eq('role', 'user')
      .order('id')
      .limit(1000);
    if (error) throw new Error(`The demo's questions could not be read: ${error.message}`);
    const texts = data.map(({ text }) => String(text).replace(/\s+/g, ' ').trim());
    const questions = [...new Set(texts)].filter((text) => /^.{20,160}\?$/.test(text));
    if (questions.length < FEWEST_QUESTIONS) throw new Error(`The demo holds only ${questions.length} questions.`);
    return questions;
  }

  /** How many turns were answered in full, and how many answers are stored. */
  async stored(): Promise<StoredTurns> {
    const count = async (table: string, column: string, value: string) => {
      const answer = await this.#client
        .from(table)
        .select('id', { count: 'exact', head: true })
        .eq('company_id', this.#companyId)
        .eq(column, value);
      if (answer.error) throw new Error(`${table} could not be counted: ${answer.error.message}`);
      return answer.count ?? 0;
    };
    return {
      complete: await count('chat_turns', 'outcome', 'complete'),
      answers: await count('chat_messages', 'role', 'assistant'),
    };
  }
}
