import { expect, test } from 'vitest';
import { assistantSchema, signUpSchema, widgetKeySchema } from './schema';

const account = { companyName: 'Ada’s Shop', displayName: 'Ada', email: ' Ada@Example.com ', password: 'long enough' };

test('an account that could not be stored as a company is refused before it is made', () => {
  expect(signUpSchema.safeParse(account).data).toMatchObject({ companyName: 'Ada’s Shop', email: 'ada@example.com' });
  for (const name of ['companyName', 'displayName'] as const) {
    const issues = signUpSchema.safeParse({ ...account, [name]: 'Ada\0' }).error?.issues ?? [];
    expect(issues).toMatchObject([{ path: [name], message: 'This holds a character that cannot be stored.' }]);
  }
});

test('neither rules nor names of keys hold what cannot be stored', () => {
  const assistant = { assistantName: 'Nia', tone: 'formal', rules: '', greeting: 'Hi', accentColor: '#0b7a75' };
  expect(assistantSchema.safeParse(assistant).success).toBe(true);
  expect(assistantSchema.safeParse({ ...assistant, rules: 'Be\0brief' }).success).toBe(false);
  expect(widgetKeySchema.safeParse({ name: 'Shop\0', allowedOrigins: '' }).success).toBe(false);
});
