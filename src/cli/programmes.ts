import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { programmesFolder } from '../programmes/folder.js';
import { checkProgrammes } from '../programmes/check-programme.js';
import { readProgrammes } from '../programmes/read-programmes.js';
import { programmeFiles } from '../programmes/write-files.js';
import { printJson, say, withApp } from './with-app.js';

/** `programmes import`: what changed becomes new revisions. */
export async function importCommand(folder: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const imported = await withApp((app) => app.get(ProgrammesService).importFrom(folder ?? programmesFolder));
  if (json) return printJson(imported);
  const { programmes, steps, revisions, unchanged, retired, waiting } = imported;
  for (const lesson of waiting)
    say(
      `${lesson}: changed here and in the browser; the browser's stays until an administrator chooses at /admin/lessons.`,
    );
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

/** `programmes export`: what is published, as files that `programmes import` takes back unchanged. */
export async function exportCommand(slug: string, folder: string, { json }: { json?: boolean }): Promise<void> {
  const files = await withApp(async (app) => programmeFiles(await app.get(ProgrammesService).syllabus(slug)));
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const paths = files.map(({ path }) => join(folder, path));
  if (json) printJson({ files: paths });
  else say(`${files.length - 1} lessons and programme.yaml are in ${join(folder, slug)}.`);
}
