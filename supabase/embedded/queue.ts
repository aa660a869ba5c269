/**
 * First in, first out: one call at a time on a database that has one session.
 *
 * PGlite is a single PostgreSQL session. Two requests on it at once would share one transaction and, worse,
 * one role: a row that row-level security hides from the first shows up in the answer to the second. So every
 * call (a REST request, a function call, raw SQL, a migration) takes its turn here.
 *
 * The order is enforced, not hoped for: `assertOnTurn` is called by the connection before each statement and
 * refuses whoever does not hold the turn, among them a call that ran out of time and came back to life.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** One call that holds, held, or waits for the turn. */
export interface Turn {
  readonly label: string;
  /** Set once the call is over or was given up; its later statements are refused. */
  over: boolean;
}

/** A call that held the turn longer than its limit; it was given up and its transaction rolled back. */
export class CallTimedOut extends Error {
  override name = 'CallTimedOut';
  /** @param label what was called, without parameters. @param limitMs the limit in milliseconds. */
  constructor(label: string, limitMs: number) {
    super(`${label} took longer than ${limitMs} ms and was given up`);
  }
}

/** A statement from outside a turn, or from a call that was given up. */
export class NotOnTurn extends Error {
  override name = 'NotOnTurn';
}

/** Tells the outside who holds the turn, for the watchdog. */
export interface TurnObserver {
  begins(): void;
  ends(): void;
}

const caller = new AsyncLocalStorage<Turn>();

export class CallQueue {
  #tail: Promise<void> = Promise.resolve();
  #current: Turn | undefined;
  #waiting = 0;
  #closed = false;
  readonly #rollback: () => Promise<void>;
  readonly #observer: TurnObserver | undefined;

  /**
   * @param rollback puts the session back in order after a call was given up; runs on the turn itself.
   * @param observer hears when a turn begins and ends.
   */
  constructor(rollback: () => Promise<void>, observer?: TurnObserver) {
    this.#rollback = rollback;
    this.#observer = observer;
  }

  /** Calls waiting or running. */
  get depth(): number {
    return this.#waiting;
  }

  /**
   * Runs `work` when its turn comes.
   *
   * @param label what is called, for logs and errors; never with parameters.
   * @param limitMs how long it may hold the turn, in milliseconds; waiting does not count.
   * @throws CallTimedOut when the limit passes; the next call gets its turn at once.
   */
  run<T>(label: string, limitMs: number, work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new NotOnTurn('the database is closing'));
    this.#waiting += 1;
    const result = this.#tail.then(() => this.#take(label, limitMs, work));
    this.#tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result.finally(() => {
      this.#waiting -= 1;
    });
  }

  /**
   * Throws unless the code that calls it holds the turn.
   * @throws NotOnTurn
   */
  assertOnTurn(): void {
    const turn = caller.getStore();
    if (turn === undefined || turn.over || turn !== this.#current) {
      throw new NotOnTurn(`a statement came outside its turn${turn ? ` (${turn.label})` : ''}`);
    }
  }

  /** Refuses new calls and waits until those already accepted are done. */
  async drain(): Promise<void> {
    this.#closed = true;
    await this.#tail;
  }

  async #take<T>(label: string, limitMs: number, work: () => Promise<T>): Promise<T> {
    const turn: Turn = { label, over: false };
    this.#current = turn;
    this.#observer?.begins();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new CallTimedOut(label, limitMs)), limitMs);
    });
    try {
      return await Promise.race([caller.run(turn, work), tooLate]);
    } catch (error) {
      turn.over = true;
      if (error instanceof CallTimedOut) await this.#putInOrder();
      throw error;
    } finally {
      clearTimeout(timer);
      turn.over = true;
      this.#current = undefined;
      this.#observer?.ends();
    }
  }

  async #putInOrder(): Promise<void> {
    const turn: Turn = { label: 'rollback', over: false };
    this.#current = turn;
    await caller.run(turn, this.#rollback).catch(() => undefined);
    turn.over = true;
  }
}
