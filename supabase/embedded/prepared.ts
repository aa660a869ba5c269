/**
 * Statements that PGlite keeps prepared. Its own `query` parses each statement anew, asks what the parameters are, and
 * sends six messages one after the other (about 0.3 ms before anything is computed); here parameter, execution and end
 * go in one message to a statement that is known (about 0.03 ms).
 */
import { protocol } from '@electric-sql/pglite';
import { isPgError } from './pg-errors.ts';

const { serialize } = protocol;

/** What the database sent back; only rows matter here. */
type Message = { name: string; fields?: readonly (string | null)[] };

/** Sends one message of the wire protocol on the turn. Throws what the database threw. */
export type Send = (message: Uint8Array) => Promise<readonly object[]>;

const TEXT = 25;
/** "Prepared statement does not exist": somebody said DISCARD or DEALLOCATE. */
const FORGOTTEN = '26000';
/** Room for every function of the schema called in a few ways; a statement takes some tens of kilobytes. */
const MOST = 200;

/** Runs statements of one text parameter and one text answer. */
export class PreparedTexts {
  readonly #send: Send;
  readonly #names = new Map<string, string>();
  #made = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  /**
   * @param sql a statement with the parameter $1 and one column; prepared at its first use.
   * @returns the column of the first row; null without a row.
   */
  async run(sql: string, parameter: string): Promise<string | null> {
    const known = this.#names.get(sql);
    if (known === undefined) return this.#execute(await this.#prepare(sql), parameter);
    try {
      return await this.#execute(known, parameter);
    } catch (error) {
      // Nothing has been run then. Every name is gone with it.
      if (!isPgError(error) || error.code !== FORGOTTEN) throw error;
      this.#names.clear();
      return this.#execute(await this.#prepare(sql), parameter);
    }
  }

  async #prepare(sql: string): Promise<string> {
    if (this.#names.size >= MOST) {
      const [oldest] = this.#names;
      if (oldest) {
        this.#names.delete(oldest[0]);
        await this.#send(Buffer.concat([serialize.close({ type: 'S', name: oldest[1] }), serialize.sync()]));
      }
    }
    this.#made += 1;
    const name = `text_${this.#made}`;
    await this.#send(Buffer.concat([serialize.parse({ name, text: sql, types: [TEXT] }), serialize.sync()]));
    this.#names.set(sql, name);
    return name;
  }

  async #execute(name: string, parameter: string): Promise<string | null> {
    const message = Buffer.concat([
      serialize.bind({ statement: name, values: [parameter] }),
      serialize.execute({}),
      serialize.sync(),
    ]);
    for (const { name: kind, fields } of (await this.#send(message)) as readonly Message[]) {
      if (kind === 'dataRow') return fields?.[0] ?? null;
    }
    return null;
  }
}
