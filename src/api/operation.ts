import { z } from 'zod';

/** What the document says of one endpoint; its schemas are those that check and type it. */
export interface Operation {
  method: 'get' | 'post';
  /** as in OpenAPI, below `/api/v1`: `/programmes/{programme}` */
  path: string;
  summary: string;
  /** who may ask: anybody, or whoever is signed in at `/sign-in` */
  who: 'anyone' | 'staff';
  /** query parameters, by name */
  query?: z.ZodObject;
  body?: z.ZodType;
  status: number;
  /** what it answers; nothing: an empty body */
  answer?: z.ZodType;
}

/** An error as every endpoint tells it (RFC 9457, with what is wrong field by field). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
});
