import type { DemoAccount } from './schema';

/** The demo company's widget key; only the demo seed makes it. */
export const DEMO_WIDGET_KEY = 'wk_demo';

/** Who can sign in to the demo. Everybody knows the password: the demo is for a product on one's own machine. */
export const DEMO_ACCOUNTS: DemoAccount[] = [
  { role: 'admin', email: 'admin@demo.halfsecond.test', password: 'halfsecond-demo' },
  { role: 'agent', email: 'agent@demo.halfsecond.test', password: 'halfsecond-demo' },
];
