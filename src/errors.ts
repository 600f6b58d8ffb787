/** How loudly a domain error is logged. */
export type LogLevel = 'debug' | 'warn';

/** Something went against a rule of the domain; a face turns it into its own kind of answer. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly logLevel: LogLevel = 'debug';
}

/** What was asked for does not exist, or is not for the one who asks: the two answers never differ. */
export class NotFound extends DomainError {
  readonly code = 'not-found';
}

/** It cannot be done in the present state of things. */
export class Conflict extends DomainError {
  readonly code = 'conflict';
}

/** Too much was asked in too short a time; try again after so many seconds. */
export class TooMany extends DomainError {
  readonly code = 'too-many';
  override readonly logLevel = 'warn';
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** One thing that is wrong with what was given. */
export interface Problem {
  /** the field as the giver knows it: a form field, an option, a path in a file */
  field: string;
  /** what is wrong and what was expected, as a sentence without its subject */
  problem: string;
}

/** What was given is wrong; nothing of it was done. */
export class Invalid extends DomainError {
  readonly code = 'invalid';
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ field, problem }) => `${field}: ${problem}`).join('\n'));
  }
}
