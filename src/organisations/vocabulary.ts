/** One entry of a list to choose from. */
export interface Term {
  value: string;
  label: string;
}

const terms = (labels: Record<string, string>): Term[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** What an organisation does. */
export const sectors = terms({
  legal: 'Legal',
  accountancy: 'Accountancy and bookkeeping',
  retail: 'Retail and online shops',
  hospitality: 'Hospitality and travel',
  trades: 'Trades and construction',
  charity: 'Charity or community group',
  care: 'Health and social care',
  education: 'Education',
  manufacturing: 'Manufacturing',
  creative: 'Creative and freelance',
  technology: 'Technology',
  other: 'Something else',
});

/** How many people work there. */
export const sizes = terms({
  '1': 'Just me',
  '2-9': '2 to 9 people',
  '10-49': '10 to 49 people',
  '50-249': '50 to 249 people',
  '250+': '250 people or more',
});

/** Where it is; decides who takes reports. */
export const nations = terms({
  england: 'England',
  scotland: 'Scotland',
  wales: 'Wales',
  'northern-ireland': 'Northern Ireland',
});
