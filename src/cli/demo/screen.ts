/** Lines for people, and below them, in a terminal, one line that is written over. */
export class Screen {
  private live = false;

  constructor(
    private readonly out: { write(text: string): unknown; isTTY?: boolean; columns?: number } = process.stdout,
  ) {}

  /** Lines that stay. */
  say(...lines: string[]): void {
    for (const line of lines) this.out.write(`${this.clear()}${line}\n`);
  }

  /** How things are now; nothing is shown of it where a line cannot be written over. */
  now(line: string): void {
    if (!this.out.isTTY || line.length >= (this.out.columns ?? 80)) return;
    this.out.write(`${this.clear()}${line}`);
    this.live = true;
  }

  private clear(): string {
    const cleared = this.live ? '\r\u001b[K' : '';
    this.live = false;
    return cleared;
  }
}
