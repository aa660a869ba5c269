import { SEARCH_BUDGET_MS } from '../../lib/knowledge/schema.ts';
import type { FaultCase, Finding } from './case.ts';
import { ms, newQuestion } from './case.ts';
import type { Gate, World } from './world.ts';

const SEARCH = '/rpc/search_knowledge';

/** The model claims a source all the same: it must not become one. */
const CLAIM = ['It', ' says', ' so', ' here', ' [1].'];

async function askWith(world: World, gate: Gate, name: string): Promise<Finding[]> {
  world.gate(gate);
  const outcome = await world.visitor().ask(newQuestion(world)).done;
  const search = outcome.receipt?.operations.find((operation) => operation.name === 'search-knowledge');
  const took = search?.durationMs ?? 0;
  const sources = outcome.received.includes('"type":"data-sources"');
  return [
    {
      what: `search ${name}: an answer comes`,
      found: `${outcome.finished}, ${ms(outcome.totalMs)}`,
      holds: outcome.finished,
    },
    {
      what: `search ${name}: waited for (${SEARCH_BUDGET_MS} ms at most)`,
      found: ms(took),
      holds: took <= SEARCH_BUDGET_MS + 100,
    },
    { what: `search ${name}: sources shown`, found: sources ? 'some' : 'none', holds: !sources },
  ];
}

/** The search of the knowledge is slow, or broken. */
export const search: FaultCase = {
  id: 'F11',
  happens: 'the knowledge search takes 10 s, or fails',
  async run(world) {
    world.upstream.set({ tokens: CLAIM });
    return [
      ...(await askWith(world, { path: SEARCH, delayMs: 10_000 }, 'slow')),
      ...(await askWith(world, { path: SEARCH, status: 500 }, 'broken')),
    ];
  },
};
