import type { Problem } from '../../errors.js';
import { options } from '../form.js';
import { choicesOf, withSpare } from './lesson-form.js';

/** One field of the form as its partial shows it. */
interface Field {
  field: string;
  label: string;
  value: string;
  hint?: string;
  /** of a text area */
  rows?: number;
  type?: string;
  problem?: string;
}

const questionWays = [
  ['one', 'One answer is right'],
  ['all', 'Several are right, and all of them are to be picked'],
] as const;

/** The form of a lesson, field by field, with what is wrong beside each. @param problems by the form's fields */
export function lessonFields(form: Record<string, string>, problems: Problem[]): object {
  const wrong = Map.groupBy(problems, ({ field }) => field);
  const problem = (field: string) => wrong.get(field)?.map((one) => one.problem).join('; '); // prettier-ignore
  const field = (name: string, more: Partial<Field> = {}): Field => ({
    field: name,
    label: labelOf(name, true),
    value: form[name] ?? '',
    problem: problem(name),
    ...more,
  });
  const isEmpty = (row: string) => !Object.keys(form).some((name) => name.startsWith(`${row}.`) && form[name]);
  return {
    first: [
      field('title'),
      field('minutes', { type: 'number', hint: 'How long it takes, the action included: 1 to 15.' }),
      field('action', { rows: 2, hint: 'One thing that takes less than ten minutes.' }),
    ],
    text: field('markdown', {
      rows: 16,
      hint: '120 to 230 words. Markdown: paragraphs, lists, ## headings, **bold** and [links](https://…). Contacts are placeholders, such as {{contact.reportFraud.phone}}.',
    }),
    more: [
      field('lookOutFor', { rows: 3, hint: 'One sign on each line.' }),
      field('example', { rows: 4, hint: 'The trick as it would look.' }),
    ],
    how: withSpare(form, 'how').map((row) => ({
      spare: isEmpty(row),
      fields: [field(`${row}.system`), field(`${row}.text`, { rows: 2 })],
    })),
    questions: withSpare(form, 'questions').map((row, index) => ({
      row,
      spare: isEmpty(row),
      title: `Question ${index + 1}`,
      id: form[`${row}.id`] ?? '',
      problem: problem(row) ?? problem(`${row}.choices`),
      ask: field(`${row}.ask`, { rows: 2 }),
      ways: { field: `${row}.pick`, options: options(questionWays, form[`${row}.pick`] ?? 'one') },
      before: { field: `${row}.before`, ticked: form[`${row}.before`] === 'yes', problem: problem(`${row}.before`) },
      choices: choicesOf(row).map((choice, place) => ({
        title: `Answer ${place + 1}`,
        problem: problem(choice),
        fields: [field(`${choice}.text`, { rows: 2 }), field(`${choice}.why`, { rows: 2 })],
        right: { field: `${choice}.right`, ticked: form[`${choice}.right`] === 'yes' },
      })),
    })),
    questionsProblem: problem('questions'),
    sources: withSpare(form, 'sources').map((row) => ({
      spare: isEmpty(row),
      fields: [
        field(`${row}.title`),
        field(`${row}.url`, { type: 'url' }),
        field(`${row}.checkedOn`, { type: 'date' }),
      ],
    })),
    sourcesProblem: problem('sources'),
    lookBack: field('lookBack', { type: 'number', hint: 'Only for a week that looks back. Such a week may go without action, questions and sources.' }), // prettier-ignore
  };
}

const labels: Record<string, string> = {
  title: 'Title',
  minutes: 'Minutes',
  action: 'The one action',
  markdown: 'Text',
  lookOutFor: 'Look out for',
  example: 'What it can look like',
  lookBack: 'Questions from earlier weeks',
  questions: 'Questions',
  sources: 'Sources',
  how: 'How to do it',
  publishAt: 'Day and time',
};
const inRow: Record<string, string> = {
  'how.system': 'System',
  'how.text': 'How to do it there',
  'sources.title': 'Title of the source',
  'sources.url': 'Address',
  'sources.checkedOn': 'Checked on',
  'questions.ask': 'What it asks',
  'questions.before': 'before the text',
  'choices.text': 'What it says',
  'choices.why': 'Why it is right or wrong',
};

/** What a field of the form is called. @param within its row, where the row's own title stands above */
export function labelOf(field: string, within = false): string {
  const [, list = '', row = '', rest = ''] = /^(\w+)\.(\d+)(?:\.(.*))?$/.exec(field) ?? [];
  if (!list) return labels[field] ?? field;
  const [, choice, inChoice] = /^choices(?:\.(\d+)(?:\.(\w+))?)?$/.exec(rest) ?? [];
  const name = choice === undefined ? inRow[`${list}.${rest}`] : inRow[`choices.${inChoice ?? ''}`];
  if (within) return name ?? rest;
  const parts = [
    { how: 'System', sources: 'Source', questions: 'Question' }[list] ?? list,
    ` ${Number(row) + 1}`,
    choice === undefined ? '' : `, answer ${Number(choice) + 1}`,
    name && rest !== 'ask' && rest !== 'system' ? `, ${name.toLowerCase()}` : '',
  ];
  return parts.join('');
}
