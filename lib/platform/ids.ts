import { v7 } from 'uuid';
import { z } from 'zod';

/** A new time-ordered id (uuid version 7). */
export const newId = (): string => v7();

export const uuidSchema = z.guid().transform((value) => value.toLowerCase());
