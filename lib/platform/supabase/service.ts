import 'server-only';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { env } from '../env';
import { shared } from '../shared';
import type { Database } from './database.types';
import { databaseFetch } from './fetch';
import { fromPgError } from './pg-error';

/**
 * The only holder of the service key. It calls the functions named here and nothing else: each takes a company
 * and checks it, so that no code path can read a table past row-level security.
 */
const FUNCTIONS = [
  'resolve_widget_key',
  'resolve_api_key',
  'open_turn',
  'visitor_session',
  'search_knowledge',
  'save_source_for_company',
  'add_usage',
  'claim_jobs',
  'finish_jobs',
  'message_to_read',
  'save_reading',
  'sweep_turns',
  'current_model_rates',
  'company_model_providers',
  'record_turns',
  'record_reading',
  'session_to_summarise',
  'keep_summary',
  'settle_and_offer',
  'similar_answers',
  'common_questions',
  'look_after_answers',
  'take_pinned_to_prepare',
  'keep_prepared_answer',
  'follow_ups_to_predict',
  'ready_answers',
  'keep_follow_ups',
  'rate_answer',
  'take_website',
  'plan_website',
  'pages_to_read',
  'keep_website_page',
  'pause_website',
  'end_website',
  'queue_due_websites',
  'save_sources_for_job',
  'index_waiting_for_job',
  'company_with_slug',
  'remove_gone_for_job',
  'active_embedding_model',
  'set_embedding_model',
  'texts_to_embed',
  'keep_embeddings',
  'stop_embedding',
  'count_reranking',
  'knowledge_to_learn',
  'passages_to_learn',
  'keep_built_in_model',
  'built_in_model',
  'learn_later',
  'current_moment',
  'queue_unread_texts',
] as const;

export type ServiceFunction = (typeof FUNCTIONS)[number];

/** Database access for callers without a database user: visitors, API keys, jobs. */
export type ServiceDb = {
  /**
   * Calls one of the listed functions.
   * @param args by the names of the SQL parameters
   * @returns what the function returns, still unchecked: parse it with the domain's schema
   * @throws AppError translated from the database's error; `unavailable` when it cannot be reached in time
   */
  call(name: ServiceFunction, args: Record<string, unknown>, signal?: AbortSignal): Promise<unknown>;
};

const client = () =>
  shared('supabase.service', () =>
    createClient<Database>(env().SUPABASE_URL, env().SUPABASE_SECRET_KEY, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: { fetch: databaseFetch },
    }),
  ) as SupabaseClient<Database>;

export const serviceDb: ServiceDb = {
  async call(name, args, signal) {
    const query = client().rpc(name, args as never);
    const { data, error } = await (signal ? query.abortSignal(signal) : query);
    if (error) throw fromPgError(error);
    return data;
  },
};
