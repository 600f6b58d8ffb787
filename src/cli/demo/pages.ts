import { DomUtils, parseDocument } from 'htmlparser2';

type Element = Parameters<typeof DomUtils.getAttributeValue>[0];

/** A field of a form as a browser sees it. */
export interface Field {
  name: string;
  /** `radio`, `checkbox`, `select`, `hidden`, `text`, … */
  type: string;
  value: string;
  /** of a radio button or a box: whether it is ticked */
  ticked: boolean;
}

/** A form of a page. */
export interface Form {
  /** the address it posts to */
  action: string;
  fields: Field[];
}

/** A page with its forms. */
export interface Page {
  url: string;
  forms: Form[];
  /** addresses that the page leads to */
  links: string[];
}

/** Reads a page. @param url where it was found */
export function readPage(html: string, url: string): Page {
  const document = parseDocument(html);
  const forms = DomUtils.getElementsByTagName('form', document, true);
  const controls = DomUtils.getElementsByTagName((name) => name === 'input' || name === 'select', document, true);
  const links = DomUtils.getElementsByTagName('a', document, true).map((link) => link.attribs['href'] ?? '');
  return {
    url,
    forms: forms.map((form) => ({
      action: new URL(form.attribs['action'] ?? '', url).href,
      fields: controls.filter((control) => belongs(control, form)).map(field),
    })),
    links: links.filter(Boolean).map((link) => new URL(link, url).href),
  };
}

/** A field belongs to the form it names, or else to the one it stands in. */
function belongs(control: Element, form: Element): boolean {
  const named = control.attribs['form'];
  if (named !== undefined) return named === form.attribs['id'];
  for (let outer = control.parent; outer; outer = outer.parent) if (outer === form) return true;
  return false;
}

function field(control: Element): Field {
  const { name = '', value = '', type = 'text' } = control.attribs;
  if (control.name !== 'select') return { name, type, value, ticked: 'checked' in control.attribs };
  const options = DomUtils.getElementsByTagName('option', control, true);
  const chosen = options.find((option) => 'selected' in option.attribs) ?? options[0];
  return { name, type: 'select', value: chosen?.attribs['value'] ?? '', ticked: false };
}

/** What a browser posts of a form, with some fields filled in. */
export function filled({ fields }: Form, given: Record<string, string | string[]>): URLSearchParams {
  const own = fields.filter(
    ({ name, type, ticked }) => name && !(name in given) && (ticked || !['radio', 'checkbox'].includes(type)),
  );
  const typed = Object.entries(given).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams([...own.map(({ name, value }) => [name, value]), ...typed]);
}
