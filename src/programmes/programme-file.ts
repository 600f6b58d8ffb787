import { z } from 'zod';
import { sectors } from '../organisations/vocabulary.js';
import { type Read, readYaml } from './fault-lines.js';
import { markdownFaults } from './markdown.js';

const text = z.string('expected text').trim().min(1, 'expected text');
const known = sectors.map((sector) => sector.value) as [string, ...string[]];
const sectorList = z
  .array(z.enum(known, `expected one of ${known.join(', ')}`), 'expected a list')
  .min(1, 'expected a sector');

/** `programme.yaml`; an unknown key is a fault. */
const programmeFile = z.strictObject({
  title: text,
  summary: text,
  rule: z.enum(['answers', 'action', 'both'], 'expected answers, action or both').default('both'),
  entry: z.enum(['asked', 'offered', 'everyone'], 'expected asked, offered or everyone'),
  rank: z.int('expected a whole number').min(0, 'expected 0 to 1000').max(1000, 'expected 0 to 1000'),
  audience: z
    .strictObject({
      sectors: sectorList.optional(),
      emergingTechnology: z.literal(true, 'expected true or nothing').optional(),
    })
    .default({}),
  after: z
    .strictObject({ programme: text, position: z.int('expected a position').min(1, 'expected 1 or more') })
    .optional(),
  steps: z.record(z.string(), z.strictObject({ sectors: sectorList })).default({}),
  closing: text
    .superRefine((markdown, context) => {
      for (const { problem } of markdownFaults(markdown)) context.addIssue({ code: 'custom', message: problem });
    })
    .optional(),
});

/** A programme as its file tells it: who it is for, when it comes, how it ends. */
export type ProgrammeFile = z.output<typeof programmeFile>;

/** Reads `programme.yaml`. @param file the name that problems show */
export const readProgrammeFile = (yaml: string, file: string): Read<ProgrammeFile> =>
  readYaml(yaml, programmeFile, file);
