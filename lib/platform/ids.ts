import { v5, v7 } from 'uuid';
import { z } from 'zod';

/** A new time-ordered id (uuid version 7). */
export const newId = (): string => v7();

/** The id that a name has within its owner: always the same, and never that of another owner's. */
export const idWithin = (ownerId: string, name: string): string => v5(`${ownerId}/${name}`, v5.URL);

export const uuidSchema = z.guid('Invalid UUID').transform((value) => value.toLowerCase());
