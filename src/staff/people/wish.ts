/** What staff may want done with people. */
export type PeopleWish =
  /** no lesson before a day, `yyyy-mm-dd` by each one's own clock */
  | { act: 'pause'; until: string }
  | { act: 'resume' }
  /** ISO weekday, `HH:MM`; without a zone each keeps the own */
  | { act: 'move'; weekday: number; time: string; zone?: string | undefined }
  | { act: 'enrol'; programmeId: string }
  /** null: out of everything that is not finished */
  | { act: 'withdraw'; programmeId: string | null }
  | { act: 'waive'; stepId: string; reason: string }
  | { act: 'unwaive'; stepId: string }
  | { act: 'remove' };

/** The step it is about. */
export function stepOf(wish: PeopleWish): string | null {
  return wish.act === 'waive' || wish.act === 'unwaive' ? wish.stepId : null;
}

/** Whether it can be undone. */
export function canUndo({ act }: PeopleWish): boolean {
  return act !== 'remove' && act !== 'unwaive';
}
