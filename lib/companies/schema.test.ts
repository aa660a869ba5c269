import { expect, test } from 'vitest';
import { signInSchema, signUpSchema, widgetKeySchema } from './schema';

const originsOf = (allowedOrigins: string) => widgetKeySchema.safeParse({ name: 'Shop', allowedOrigins });

test('websites are kept as browsers send them, each once', () => {
  expect(
    originsOf(' shop.example/path,\nHTTPS://WWW.Shop.example:443 http://localhost:3000 shop.example').data,
  ).toEqual({
    name: 'Shop',
    allowedOrigins: ['https://shop.example', 'https://www.shop.example', 'http://localhost:3000'],
  });
  expect(originsOf('  ').data?.allowedOrigins).toEqual([]);
});

test.each(['http://', 'ftp://shop.example', 'shop.example:port', 'javascript://x', 'ex<ample'])(
  '%j is not a website',
  (value) => {
    expect(originsOf(value).error?.issues[0]?.message).toMatch(/is not a website's address/);
  },
);

test('more than 50 websites are refused', () => {
  expect(originsOf(Array.from({ length: 51 }, (_, n) => `s${n}.example`).join(' ')).success).toBe(false);
});

test('an e-mail address is compared without case and spaces', () => {
  expect(signInSchema.parse({ email: ' Ada@Example.test ', password: ' x ' })).toEqual({
    email: 'ada@example.test',
    password: ' x ',
  });
});

test('a password that the hash would cut off is refused', () => {
  const input = { companyName: 'A', displayName: 'B', email: 'a@b.example' };
  expect(signUpSchema.safeParse({ ...input, password: 'é'.repeat(36) }).success).toBe(true);
  expect(signUpSchema.safeParse({ ...input, password: 'é'.repeat(37) }).error?.issues[0]?.message).toBe(
    'At most 72 bytes.',
  );
});
