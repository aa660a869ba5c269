import { describe, expect, it } from 'vitest';
import { assertPublicHost, isPublicAddress, publicLookup, refusePrivateLiteral } from './public-address';

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('lets %s pass', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a host that somebody outside named', () => {
  // The URL parser writes all of these as 127.0.0.1 or ::1.
  it.each(['https://2130706433/', 'https://0x7f.1/', 'https://127.1/v1', 'https://[::1]/', 'https://[::ffff:7f00:1]/'])(
    'is refused as %s',
    async (address) => {
      expect(() => refusePrivateLiteral(new URL(address))).toThrow('not an address of the public internet');
      await expect(assertPublicHost(new URL(address))).rejects.toThrow('not an address of the public internet');
    },
  );

  it('is refused when its name leads here', async () => {
    await expect(assertPublicHost(new URL('https://localhost/'))).rejects.toThrow('localhost is not an address');
    const found = await new Promise((resolve) => publicLookup('localhost', {}, (...answer) => resolve(answer)));
    expect(found).toEqual([expect.objectContaining({ code: 'PRIVATE_ADDRESS' }), []]);
  });
});
