/** The two demo companies and the people who work there. */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../../lib/platform/supabase/database.types.ts';
import { accountOf } from './people.ts';
import { randomOf } from './random.ts';

const DAY_MS = 86_400_000;
/** A company is this old when it is seeded; from its birthday a later run knows when that was. */
const AGE_MS = 45 * DAY_MS;

type Company = Database['public']['Tables']['companies']['Insert'];

export type DemoCompany = Pick<Company, 'slug' | 'name'> & {
  settings: Omit<Company, 'slug' | 'name'>;
  widgetKey: string;
  /** Where its visitors write from. */
  site: string;
  /** Folder of its articles. */
  articles: string;
  people: { name: string; email: string; role: 'agent' | 'admin' }[];
};

export const SHOP: DemoCompany = {
  slug: 'demo',
  name: 'Larkfell Outdoor (demo)',
  settings: {
    assistant_name: 'Wren',
    assistant_tone: 'friendly',
    assistant_rules: 'Orders cannot be looked up in the chat: point to the tracking link. Never promise a discount.',
    greeting: 'Hello. Ask about orders, sizes, returns or repairs.',
    accent_color: '#0b7a75',
  },
  widgetKey: 'wk_demo',
  site: 'https://larkfell.test',
  articles: 'knowledge',
  people: [
    { name: 'Maya Lindqvist', email: 'agent@demo.halfsecond.test', role: 'agent' },
    { name: 'Tom Okafor', email: 'agent2@demo.halfsecond.test', role: 'agent' },
    { name: 'Ines Carrow', email: 'admin@demo.halfsecond.test', role: 'admin' },
  ],
};

export const PRACTICE: DemoCompany = {
  slug: 'demo-two',
  name: 'Toothwick Dental (demo)',
  settings: {
    assistant_name: 'Front desk',
    assistant_tone: 'neutral',
    assistant_rules: 'Give no medical advice beyond what the articles say.',
    greeting: 'Hello. Ask about appointments, prices or a first visit.',
    accent_color: '#3656b0',
  },
  widgetKey: 'wk_demo_two',
  site: 'https://toothwick.test',
  articles: 'knowledge-two',
  people: [{ name: 'Ada Brandt', email: 'admin@two.halfsecond.test', role: 'admin' }],
};

/** Makes the company with its people and its widget key where they are missing. */
export async function openCompany(
  db: SupabaseClient<Database>,
  demo: DemoCompany,
  url: string,
  publishableKey: string,
): Promise<{ id: string; anchor: number; people: { firstName: string; userId: string }[] }> {
  const born = Date.now() - AGE_MS;
  const random = randomOf(demo.slug);
  await must(
    db
      .from('companies')
      .upsert(
        { slug: demo.slug, name: demo.name, is_demo: true, created_at: new Date(born).toISOString(), ...demo.settings },
        { onConflict: 'slug', ignoreDuplicates: true },
      ),
  );
  const { data: company, error } = await db
    .from('companies')
    .select('id, is_demo, created_at')
    .eq('slug', demo.slug)
    .single();
  if (error) throw new Error(`The demo company could not be read: ${error.message}`);
  if (!company.is_demo)
    throw new Error(`A company with the slug ${demo.slug} exists and is no demo. It was left alone.`);
  const people: { firstName: string; userId: string }[] = [];
  for (const { name, email, role } of demo.people) {
    const userId = await accountOf(url, publishableKey, email);
    people.push({ firstName: name.split(' ')[0] ?? name, userId });
    await must(
      db
        .from('members')
        .upsert(
          { company_id: company.id, user_id: userId, role, display_name: name, email },
          { ignoreDuplicates: true },
        ),
    );
  }
  await must(
    db
      .from('widget_keys')
      .upsert(
        { id: random.uuid(), company_id: company.id, key: demo.widgetKey, name: 'Demo page' },
        { onConflict: 'key', ignoreDuplicates: true },
      ),
  );
  return { id: company.id, anchor: Date.parse(company.created_at) + AGE_MS, people };
}

async function must(write: PromiseLike<{ error: { message: string } | null }>): Promise<void> {
  const { error } = await write;
  if (error) throw new Error(`The demo company could not be stored: ${error.message}`);
}
