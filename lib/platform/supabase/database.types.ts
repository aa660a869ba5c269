// biome-ignore lint/suspicious/noExplicitAny: replaced by `npm run db:types`
export type Database = any;
