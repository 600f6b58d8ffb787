import { filled, type Page, readPage } from './pages.js';

/** The browser of a simulated member: it opens pages and posts their forms over HTTP, and knows nothing else. */
export class Browser {
  /** @param stopped no request is made after it */
  constructor(private readonly stopped: AbortSignal) {}

  /** Opens a page. @throws Error when it cannot be had */
  async open(url: string): Promise<Page> {
    return this.page(url, {});
  }

  /**
   * Fills in the form that posts to an address with such an end, and goes where the answer leads.
   * @throws Error when there is no such form, or it is refused
   */
  async post(page: Page, action: string, given: Record<string, string | string[]> = {}): Promise<Page> {
    const form = page.forms.find((one) => one.action.endsWith(action));
    if (!form) throw new Error(`no form that posts to …${action} on ${place(page.url)}`);
    return this.page(form.action, { method: 'POST', body: filled(form, given) });
  }

  /** A text from the service, such as a mail's source. @throws Error when it cannot be had */
  async text(url: string, request: RequestInit = {}): Promise<string> {
    return (await this.answer(url, request)).text();
  }

  private async page(url: string, request: RequestInit): Promise<Page> {
    const answer = await this.answer(url, request);
    return readPage(await answer.text(), answer.url);
  }

  private async answer(url: string, request: RequestInit): Promise<Response> {
    this.stopped.throwIfAborted();
    const answer = await fetch(url, request);
    if (answer.ok) return answer;
    throw new Error(`${request.method ?? 'GET'} ${place(answer.url || url)} answered ${answer.status}`);
  }
}

/** An address without its token, so that it can be shown. */
const place = (url: string) => new URL(url).pathname.replace(/^(\/[a-z-]+\/)[\w-]+\.[\w-]+/, '$1…');
