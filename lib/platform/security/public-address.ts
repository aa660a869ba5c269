import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the public internet: not this machine, not its network, not a provider's metadata
 * service, nor a way round (an IPv4 address inside an IPv6 one).
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** An address that somebody outside gave points into our own network, or to nothing. */
export class PrivateAddressError extends Error {
  readonly code = 'PRIVATE_ADDRESS';

  constructor(hostname: string) {
    super(`${hostname} is not an address of the public internet.`);
    this.name = 'PrivateAddressError';
  }
}

/** The host of a URL as a resolver takes it: IPv6 without its brackets. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/**
 * Refuses a host given as a private IP address. Connecting to an IP address asks no resolver, so `publicLookup` alone
 * would not see it.
 * @throws PrivateAddressError
 */
export function refusePrivateLiteral(url: URL): void {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddressError(host);
}

/**
 * `lookup` for a connection to a host that somebody outside named: private addresses count as not found. It decides
 * with the very addresses that are then connected to, so a name that changes its answer in between gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (!first) return callback(new PrivateAddressError(hostname), []);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/**
 * Checks where a URL leads at this moment, before it is kept.
 * @throws PrivateAddressError for a host that is, or resolves to, a private address; what the resolver threw for a
 * host that does not exist
 */
export async function assertPublicHost(url: URL): Promise<void> {
  refusePrivateLiteral(url);
  const host = hostOf(url);
  if (isIP(host) !== 0) return;
  await new Promise<void>((resolve, reject) =>
    publicLookup(host, { all: true }, (error) => (error ? reject(error) : resolve())),
  );
}
