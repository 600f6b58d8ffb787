import { markdownHtml, markdownText } from '../programmes/markdown.js';
import { fillHtmlPlaceholders, fillPlaceholders } from '../programmes/placeholders.js';

/** What an alert says. */
interface Said {
  title: string;
  body: string;
  action: string;
}

/** An alert's words for a page. */
export interface AlertText {
  title: string;
  bodyHtml: string;
  action: string;
}

/** For a page, with the centre's contacts put in. @param view `centre` and `contact`, by key */
export function alertText({ title, body, action }: Said, view: object): AlertText {
  return {
    title,
    bodyHtml: fillHtmlPlaceholders(markdownHtml(body), view),
    action: fillPlaceholders(action, view),
  };
}

/** For its mail, as the template's `content`. */
export function alertContent({ title, body, action }: Said): object {
  return {
    title,
    preview: action,
    action,
    bodyHtml: markdownHtml(body, '{{centre.url}}'),
    bodyText: markdownText(body),
  };
}
