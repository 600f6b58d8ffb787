import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lessonFigures, type LessonsWeek } from './lessons.js';
import { lookBackFigures, type LookBackFigures } from './look-backs.js';
import { peopleFigures, type PeopleFigures } from './people.js';
import { questionFigures, type QuestionFigures } from './questions.js';
import { organisationAudience, type Scope } from './scope.js';
import { stepFigures, type StepFigures } from './steps.js';

/** All figures of a scope. */
export interface AllFigures {
  people: PeopleFigures;
  lessons: LessonsWeek[];
  steps: StepFigures[];
  questions: QuestionFigures[];
  lookBacks: LookBackFigures[];
}

/** What works, in figures, without anything about fewer than five people. */
@Injectable()
export class Figures {
  constructor(private readonly dataSource: DataSource) {}

  /** One organisation's scope by its totals, where it has some. */
  async ofOrganisation(scope: Scope): Promise<Scope> {
    if (!scope.organisation) return scope;
    const audience = organisationAudience(scope.organisation);
    const found = await this.dataSource.query<unknown[]>('select from people_total where audience = $1 limit 1', [
      audience,
    ]);
    return found.length > 0 ? { ...scope, audience, organisation: undefined } : scope;
  }

  /** @returns undefined where fewer than five people ever took part */
  async read(scope: Scope): Promise<AllFigures | undefined> {
    const [people, lessons, steps, questions, lookBacks] = await Promise.all([
      peopleFigures(this.dataSource, scope),
      lessonFigures(this.dataSource, scope),
      stepFigures(this.dataSource, scope),
      questionFigures(this.dataSource, scope),
      lookBackFigures(this.dataSource, scope),
    ]);
    return people.enough ? { people, lessons, steps, questions, lookBacks } : undefined;
  }
}
