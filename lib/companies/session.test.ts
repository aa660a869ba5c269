import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestDb } from '@/lib/platform/supabase/request';
import { findMembership, refreshSession } from './session';

/** A member's cookie whose session ran out a moment ago. */
const ranOut = () => [
  {
    name: 'sb-127-auth-token',
    value: `base64-${Buffer.from(
      JSON.stringify({
        access_token: 'a.b.c',
        refresh_token: 'r',
        token_type: 'bearer',
        expires_in: 3600,
        expires_at: Math.floor(Date.now() / 1000) - 5,
        user: { id: 'u' },
      }),
    ).toString('base64url')}`,
  },
];

describe('while the auth server does not answer', () => {
  let away: Server;
  let reads = 0;

  beforeAll(async () => {
    away = createServer((request) => {
      if (request.url?.startsWith('/rest/')) reads += 1;
      request.socket.destroy();
    });
    await new Promise<void>((listening) => away.listen(0, '127.0.0.1', listening));
    Object.assign(process.env, {
      SUPABASE_URL: `http://127.0.0.1:${(away.address() as AddressInfo).port}`,
      SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_of_this_test',
      SUPABASE_SECRET_KEY: 'sb_secret_of_this_test',
      SUPABASE_JWT_SECRET: 'a secret that only this test knows, 0123',
      HALFSECOND_SECRET: 'another secret that only this test knows',
    });
  });
  afterAll(() => away.close());
  beforeEach(() => {
    reads = 0;
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(console, 'error').mockReturnValue(undefined);
  });

  it('a member whose session has to be renewed is told to come back, not that they are signed out', async () => {
    await expect(findMembership(requestDb(ranOut()).db)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 2,
    });
  });

  it('a request goes on with its cookies as they are', async () => {
    expect(await refreshSession(ranOut())).toEqual([]);
  });

  it('a read is tried once', async () => {
    const { error } = await requestDb([]).db.from('members').select('role');
    expect(error).not.toBeNull();
    expect(reads).toBe(1);
  });
});
