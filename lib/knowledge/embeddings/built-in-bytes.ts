import { z } from 'zod';
import { type BuiltInModel, directionsOf } from './built-in.ts';

/** What stands before the numbers, as JSON. */
const headSchema = z.object({
  version: z.literal(2),
  sourceIds: z.array(z.string()),
  dimensions: z.number().int().positive(),
  trust: z.number(),
  features: z.number().int().nonnegative(),
});

/**
 * A model as it is stored: the length of its head (4 bytes), the head, then for all features their hashes, rarities and
 * scales (4 bytes each) and their weights (1 byte a dimension). Numbers are little-endian, as on every machine it runs on.
 */
export function bytesOf(model: BuiltInModel): Buffer {
  const { sourceIds, dimensions, trust, places, rarities, scales, weights } = model;
  const head = Buffer.from(JSON.stringify({ version: 2, sourceIds, dimensions, trust, features: places.size }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const lists = [Uint32Array.from(places.keys()), rarities, scales, weights];
  return Buffer.concat([
    length,
    head,
    ...lists.map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength)),
  ]);
}

/** How much memory a model takes, in bytes, about: an id and an entry of a map count 64. */
export const sizeOf = ({ sourceIds, places, weights, directions }: BuiltInModel): number =>
  64 * sourceIds.length + (64 + 8) * places.size + weights.length + (directions?.length ?? 0);

/** @returns undefined for what an earlier or later version stored: it will be learned anew */
export function modelFrom(stored: Uint8Array): BuiltInModel | undefined {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const headLength = bytes.readUInt32LE(0);
  const head = headSchema.safeParse(JSON.parse(bytes.toString('utf8', 4, 4 + headLength)));
  if (!head.success) return undefined;
  const { sourceIds, dimensions, trust, features } = head.data;
  // A copy stands at the beginning of a buffer of its own, where lists of 4-byte numbers may begin.
  const numbers = new Uint8Array(bytes.subarray(4 + headLength)).buffer;
  const hashes = new Uint32Array(numbers, 0, features);
  return {
    sourceIds,
    dimensions,
    trust,
    directions: directionsOf(sourceIds.length, dimensions),
    places: new Map(Array.from(hashes, (hash, place) => [hash, place])),
    rarities: new Float32Array(numbers, 4 * features, features),
    scales: new Float32Array(numbers, 8 * features, features),
    weights: new Int8Array(numbers, 12 * features, features * dimensions),
  };
}
