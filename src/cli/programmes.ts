import { ProgrammesService } from '../programmes/programmes.service.js';
import { programmesFolder } from '../programmes/folder.js';
import { checkProgrammes } from '../programmes/check-programme.js';
import { readProgrammes } from '../programmes/read-programmes.js';
import { printJson, say, withApp } from './with-app.js';

/** `programmes import`: what changed becomes new revisions. */
export async function importCommand(folder: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const imported = await withApp((app) => app.get(ProgrammesService).importFrom(folder ?? programmesFolder));
  if (json) return printJson(imported);
  const { programmes, steps, revisions, unchanged, retired } = imported;
  say(
    `${programmes} programmes, ${steps} lessons: ${revisions} new or changed, ${unchanged} as they were, ${retired} retired.`,
  );
}

/** `programmes check`: ends with 1 when a rule is broken. */
export async function checkCommand(folder: string | undefined, { json }: { json?: boolean }): Promise<number> {
  const sources = await readProgrammes(folder ?? programmesFolder);
  const { faults, warnings } = checkProgrammes(sources, new Date().toISOString().slice(0, 10));
  const lessons = sources.reduce((sum, source) => sum + source.lessons.length, 0);
  if (json) printJson({ lessons, faults, warnings });
  else {
    for (const { field, problem } of faults) say(`${field}: ${problem}`);
    for (const { field, problem } of warnings) say(`warning: ${field}: ${problem}`);
    say(`${lessons} lessons: ${faults.length} faults, ${warnings.length} warnings.`);
  }
  return faults.length > 0 ? 1 : 0;
}
