import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { create } from 'express-handlebars';
import Handlebars from 'handlebars';
import { accentPath } from './accent.js';
import { assets, pagesFolder } from './assets.js';
import { day } from './dates.js';
import type { Option } from './form.js';

/** What templates may call. */
const helpers = {
  here: (current: unknown, name: unknown) =>
    current === name ? new Handlebars.SafeString(' aria-current="page"') : '',
  asset: (name: string) => assets.get(name)!.path,
  accentSheet: accentPath,
  day: (date: string) => day(date),
  /** the options of these values first, in their order */
  first: (all: Option[], values: string[] | undefined) => {
    const chosen = (values ?? []).flatMap((value) => all.find((option) => option.value === value) ?? []);
    return [...chosen, ...all.filter((option) => !chosen.includes(option))];
  },
  host: (url: string) => (URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : url),
  tel: (phone: string) => phone.replace(/[^\d+]/g, ''),
};

/** Makes the application render `templates/pages/<name>.hbs` in the layout. */
export function useViews(app: NestExpressApplication): void {
  const engine = create({
    extname: '.hbs',
    layoutsDir: join(pagesFolder, 'layouts'),
    partialsDir: join(pagesFolder, 'partials'),
    defaultLayout: 'main',
    helpers,
    handlebars: Handlebars.create(),
  });
  app.engine('hbs', engine.engine);
  app.setViewEngine('hbs');
  app.setBaseViewsDir(pagesFolder);
  app.enable('view cache');
}
