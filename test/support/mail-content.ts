/** What a mail's template may show to everybody alike, of every kind at once. */
export const mailContent = {
  title: 'Locks & keys – a “start”',
  minutes: 5,
  preview: 'Turn it on today.',
  action: 'Save {{contact.suspiciousText.phone}} as a contact.',
  lookOutFor: ['A code that you did not ask for.', 'A voice that hurries you.'],
  bodyHtml:
    '<h2>Why it matters</h2>\n<p>Ring <strong>{{contact.reportFraud.phone}}</strong>, or <em>look</em> at <a href="{{contact.reportFraud.url}}">their page</a>.</p>\n<ul>\n<li>One</li>\n</ul>\n<ol>\n<li>Two</li>\n</ol>',
  bodyText:
    'Why it matters\n\nRing {{contact.reportFraud.phone}}, or look at their page ({{contact.reportFraud.url}}).\n\n- One\n\n 1. Two',
  question: { ask: 'A code arrives <unasked>. Now?', choices: [{ text: 'Leave it' }, { text: 'Type it in' }] },
  more: 'what the trick looks like',
  closingHtml: '<p>Go on as you began.</p>',
  closingText: 'Go on as you began.',
};
