import { truncate } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { readRoster } from '../../src/members/roster.js';
import { ENCODERS, read, withRoster } from '../support/rosters.js';

const ann = { row: 2, address: 'ann@example.org', key: 'ann@example.org', name: 'Ann Lee' };
const bob = { row: 3, address: 'bob@example.org', key: 'bob@example.org', name: 'Bob Ray' };
const fault = (row: number, field: string, problem: RegExp) => ({
  row,
  field,
  problem: expect.stringMatching(problem),
});

test.each([
  [
    'Outlook',
    '"Title","First Name","Middle Name","Last Name","Company","Home Phone","E-mail Address","E-mail Type","E-mail Display Name","E-mail 2 Address","Notes"',
    '"","Ann","","Lee","Acme, Ltd","","ann@example.org","SMTP","Ann Lee (ann@example.org)","private@example.net","two\r\nlines"',
  ],
  ['new Outlook', 'Display name,Email Address,Mobile Phone', 'Ann Lee,ann@example.org,1'],
  [
    'Microsoft 365',
    'Block credential,Display name,First name,Last name,User principal name',
    'False,Ann Lee,Ann,Lee,ann@example.org',
  ],
  [
    'Google Contacts, old',
    'Name,Given Name,Additional Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Address 1 - Formatted',
    'Ann Lee,Ann,,Lee,* Work,ann@example.org,"1 High St\nTown"',
  ],
  [
    'Google Contacts, new',
    'First Name,Middle Name,Last Name,Nickname,E-mail 1 - Label,E-mail 1 - Value,Labels',
    'Ann,,Lee,,* Work,ann@example.org,* myContacts',
  ],
  ['Mailchimp', 'Email Address,First Name,Last Name,MEMBER_RATING', 'ann@example.org,Ann,Lee,2'],
  ['Mailchimp merge fields', 'MERGE0,MERGE1,MERGE2', 'ann@example.org,Ann,Lee'],
  ['plain', 'email,name', 'ann@example.org,Ann Lee'],
  ['capitals, hyphens, underscores', 'FULL_NAME,E-MAIL', 'Ann Lee,ann@example.org'],
  [
    'stray and non-breaking spaces',
    ' e - mail\u00a0address ,\u00a0Full\u00a0Name ',
    '\u00a0ann@example.org , Ann\u00a0 Lee ',
  ],
  ['a colon and a hyphen of another kind', 'E\u2011mail:,Name:', 'ann@example.org,Ann Lee'],
  ['full-width letters', 'Ｅｍａｉｌ,Ｎａｍｅ', 'ann@example.org,Ann Lee'],
  ['work email, forename, surname', 'Surname,Forename,Work Email', 'Lee,Ann,ann@example.org'],
  ['an address column with addresses', 'Address,Name', 'ann@example.org,Ann Lee'],
  ['an address column with streets', 'Address,Mail,Name', '1 High Street,ann@example.org,Ann Lee'],
  ['a second address where the first is missing', 'Email,E-mail 2 Address,Name', ',ann@example.org,Ann Lee'],
  ['Last, First', 'email,name', 'ann@example.org,"Lee, Ann"'],
  ['a name to show only', 'E-mail Address,E-mail Display Name', "ann@example.org,'Ann Lee'"],
  ['trailing delimiters', 'email,name,,,', 'ann@example.org,Ann Lee,,,'],
  ['fewer cells than columns', 'email,name,phone,notes', 'ann@example.org,Ann Lee'],
  ['more cells than columns', 'email,name', 'ann@example.org,Ann Lee,more,still more'],
  ['spaces around quotation marks', 'email, "name"', '"ann@example.org" , "Ann Lee" '],
  ['quotation marks inside a cell', 'email,nickname,name', 'ann@example.org,Ann "The Boss" Lee,Ann Lee'],
  ['an unclosed inch mark', 'email,screen,name', 'ann@example.org,12" wide,Ann Lee'],
  ['a name with address in brackets', 'email,name', 'Ann Lee <ann@example.org>,Ann Lee'],
])('reads a roster as written by: %s', async (_, header, line) => {
  expect(await read(`${header}\r\n${line}\r\n`)).toEqual([ann]);
});

test.each([
  ['comma', 'email,name\nann@example.org,Ann Lee'],
  ['semicolon', 'email;name\nann@example.org;Ann Lee'],
  ['tab', 'email\tname\nann@example.org\tAnn Lee'],
  ['semicolon although a column name has commas', 'email;name;"notes, likes, dislikes"\nann@example.org;Ann Lee;x'],
  [
    'semicolon although a bare column name has a comma',
    'name;email;notes, if any, and so on\nAnn Lee;ann@example.org;x',
  ],
  ['sep= line', 'sep=;\r\nemail;name\r\nann@example.org;Ann Lee'],
  ['sep= line with a bar', 'sep=|\nemail|name\nann@example.org|Ann Lee'],
  ['sep= line with a tab', 'sep=\t\nemail\tname\nann@example.org\tAnn Lee'],
])('finds the delimiter: %s', async (_, text) => {
  expect(await read(text)).toEqual([ann]);
  expect(await read(`\ufeff${text}`)).toEqual([ann]);
});

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('reads lines ended by %s, the last with or without', async (_, end) => {
  const lines = ['email,name', 'ann@example.org,Ann Lee', 'bob@example.org,Bob Ray'];
  expect(await read(lines.join(end))).toEqual([ann, bob]);
  expect(await read(lines.join(end) + end)).toEqual([ann, bob]);
});

test('numbers rows as a spreadsheet does: empty rows and line breaks inside quotation marks counted', async () => {
  const text =
    'email,name,notes\n\n,,\n \u00a0,,\nann@example.org,Ann Lee,"a\nb\nc"\n\nbob@example.org,Bob Ray,\n,,,\n';
  expect(await read(text)).toEqual([
    { ...ann, row: 5 },
    { ...bob, row: 7 },
  ]);
  expect(await read('\nemail,name\nann@example.org,Ann Lee')).toEqual([{ ...ann, row: 3 }]);
});

test.each(Object.entries(ENCODERS))('reads %s', async (_, encode) => {
  const text = 'Email;Name\r\nann@example.org;Zoë Müller\r\nbob@example.org;José Nuñez\r\n';
  expect(await read(encode(text))).toEqual([
    { ...ann, name: 'Zoë Müller' },
    { ...bob, name: 'José Nuñez' },
  ]);
});

test('reads the letters that Windows-1252 has beyond Latin-1, wherever the first of them stands', async () => {
  const line = 'ann@example.org,Ann Lee\n';
  const far = `email,name\n${line.repeat(20_000)}`;
  const content = Buffer.concat([
    Buffer.from(`${far}bob@example.org,Se`),
    Buffer.from([0xe1, 0x6e, 0x20, 0x4f, 0x92]),
    Buffer.from('Hara'),
  ]);
  const rows = await read(content);
  expect(rows).toHaveLength(20_001);
  expect(rows.at(-1)).toMatchObject({ row: 20_002, name: 'Seán O’Hara' });
  expect((await read(`${far}bob@example.org,Seán O’Hara`)).at(-1)).toMatchObject({ name: 'Seán O’Hara' });
});

test('takes a letter that ends a Windows-1252 file, and does not let one damaged name spoil a UTF-8 file', async () => {
  expect(await read(Buffer.from('email,name\nann@example.org,Andr\xe9', 'latin1'))).toEqual([
    { ...ann, name: 'André' },
  ]);
  const damaged = Buffer.concat([
    Buffer.from('email,name\nann@example.org,Zoë\nbob@example.org,Jos'),
    Buffer.from([0xe9]),
    Buffer.from('\nann@example.org,Łukasz'),
  ]);
  expect(await read(damaged)).toEqual([
    { ...ann, name: 'Zoë' },
    { ...bob, name: '' },
    { ...ann, row: 4, name: 'Łukasz' },
  ]);
});

test('reads letters that are cut by the borders of the pieces a file is read in', async () => {
  for (const encode of [ENCODERS['UTF-8'], ENCODERS['UTF-16 LE'], ENCODERS['Windows-1252']])
    for (const shift of [0, 1, 2, 3]) {
      const text = `email,name\n${'x'.repeat(shift)}ann@example.org,${'é'.repeat(90)}\n${'ann@example.org,éàü\n'.repeat(4000)}`;
      const rows = await read(encode(text));
      expect(rows).toHaveLength(4001);
      expect(rows.slice(1).every((row) => 'name' in row && row.name === 'éàü')).toBe(true);
    }
});

test.each([
  ['address first', 'ann@example.org,Ann Lee', { name: 'Ann Lee' }],
  ['address last, first and last name', 'Ann,Lee,ann@example.org', { name: 'Ann Lee' }],
  ['full name before a company', 'Ann Lee;Acme;ann@example.org', { name: 'Ann Lee' }],
  ['a number before it', '17,Ann Lee,ann@example.org', { name: 'Ann Lee' }],
  ['weekday and time', 'ann@example.org\tAnn Lee\tTue\t9:30', { name: 'Ann Lee', weekday: 2, time: '09:30' }],
  ['weekday alone', 'Friday,ann@example.org,Ann Lee', { name: 'Ann Lee', weekday: 5 }],
  ['a surname like a short day', 'Li,Sun,ann@example.org', { name: 'Li Sun' }],
  ['only an address', 'ann@example.org', { name: '' }],
])('reads a file without header: %s', async (_, line, expected) => {
  expect(await read(`${line}\n`)).toEqual([
    { row: 1, address: 'ann@example.org', key: 'ann@example.org', ...expected },
  ]);
});

test('without header, a first row with a faulty address is a fault of that row only', async () => {
  expect(await read('ann@nowhere,Ann\nbob@example.org,Bob Ray\n')).toEqual([
    fault(1, 'address', /"ann@nowhere" needs a dot/),
    { ...bob, row: 2 },
  ]);
});

test('without a column of addresses, one fault names the columns', async () => {
  expect(await read('Full name;Phone\nAnn Lee;1\nBob Ray;2\n')).toEqual([
    fault(1, 'header', /name one "Email".*"Full name", "Phone"/),
  ]);
});

test('an empty file is a fault, a header alone is nothing', async () => {
  for (const empty of ['', '\ufeff', '\n\n', ' , ,\n'])
    expect(await read(empty)).toEqual([fault(1, 'file', /no rows/)]);
  expect(await read('email,name\n')).toEqual([]);
});

test.each([
  ['xlsx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100, 1)])],
  ['old xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['zero bytes', Buffer.from('email,name\0\0\0\0\0\0ann')],
  ['one zero byte', Buffer.from(`email,name\0\n${'ann@example.org,Ann\n'.repeat(50)}`)],
  ['UTF-32', Buffer.concat([Buffer.from('fffe0000', 'hex'), Buffer.from('e\0\0\0')])],
  ['PDF', Buffer.from('%PDF-1.7 email,name')],
])('a file that is not text (%s) is one fault that says what to do', async (_, content) => {
  expect(await read(content)).toEqual([fault(1, 'file', /"Save as" and "CSV UTF-8"/)]);
});

test.each([
  ['ann,Ann,,', 'address', /^"ann" has no @/],
  [',Ann,,', 'address', /^is empty/],
  [
    'ann@example.org; bob@example.org,Ann,,',
    'address',
    /"ann@example.org; bob@example.org" holds more than one address/,
  ],
  [`${'x'.repeat(500)},Ann,,`, 'address', /^"x{59}…" has no @/],
  ['ann@example.org,Win at www.example.com,,', 'name', /"Win at www.example.com" has a link/],
  ['ann@example.org,Ann https://example.com,,', 'name', /has a link/],
  ['ann@example.org,Click evil-site.com,,', 'name', /has a link/],
  ['ann@example.org,ｅｖｉｌ．ｃｏｍ,,', 'name', /has a link/],
  ['ann@example.org,someone@example.net,,', 'name', /"someone@example.net" has an @/],
  ['ann@example.org,Ann,Tuesdoy,', 'weekday', /"Tuesdoy" is not a weekday/],
  ['ann@example.org,Ann,8,', 'weekday', /"8" is not a weekday/],
  ['ann@example.org,Ann,T,', 'weekday', /"T" is not a weekday/],
  ['ann@example.org,Ann,,06:59', 'time', /"06:59" is not a time from 07:00 to 19:59/],
  ['ann@example.org,Ann,,20:00', 'time', /"20:00"/],
  ['ann@example.org,Ann,,9:60', 'time', /"9:60"/],
  ['ann@example.org,Ann,,13pm', 'time', /"13pm"/],
  ['ann@example.org,Ann,,soon', 'time', /"soon"/],
])('row %s: a fault of %s, and the next row is read', async (line, field, problem) => {
  expect(await read(`email,name,day,time\n${line}\nbob@example.org,Bob Ray,,\n`)).toEqual([
    fault(2, field, problem),
    bob,
  ]);
});

test('everything wrong with a row is told', async () => {
  const faults = await read('email,name,weekday,hour\nann,www.example.com,x,y\n');
  expect(faults.map((one) => 'field' in one && [one.row, one.field])).toEqual([
    [2, 'address'],
    [2, 'name'],
    [2, 'weekday'],
    [2, 'time'],
  ]);
});

test.each([
  ['Tuesday', 2],
  ['tue', 2],
  ['TUES.', 2],
  ['Tuesdays', 2],
  ['Weds', 3],
  ['thurs', 4],
  ['su', 7],
  ['1', 1],
  ['7', 7],
  ['3.0', 3],
  ['\u00a0Monday ', 1],
])('weekday %j', async (text, weekday) => {
  expect(await read(`email,name,Day of week\nann@example.org,Ann Lee,${text}`)).toEqual([{ ...ann, weekday }]);
});

test.each([
  ['09:00', '09:00'],
  ['9', '09:00'],
  ['9am', '09:00'],
  ['9 a.m.', '09:00'],
  ['9:05 AM', '09:05'],
  ['9.30', '09:30'],
  ['0930', '09:30'],
  ['09:30:00', '09:30'],
  ['7pm', '19:00'],
  ['12pm', '12:00'],
  ['noon', '12:00'],
  ['07:00', '07:00'],
  ['19:59', '19:59'],
])('time %j', async (text, time) => {
  expect(await read(`email;name;TIME\nann@example.org;Ann Lee;${text}`)).toEqual([{ ...ann, time }]);
});

test.each([
  ['ann@example.org', ''],
  ['ANN@example.org', ''],
  ['Ann Lee (ann@example.org)', 'Ann Lee'],
  ['Ann Lee <ann@example.org>', 'Ann Lee'],
  ['"Lee, Ann"', 'Ann Lee'],
  ['"van der Berg, Anna-Maria"', 'Anna-Maria van der Berg'],
  ['"LEE, ANN"', 'ANN LEE'],
  ['"Ann Lee, PhD"', 'Ann Lee, PhD'],
  ['"Ann Lee, OBE"', 'Ann Lee, OBE'],
  ['"Ann Lee, FRSC"', 'Ann Lee, FRSC'],
  ['"Unit 7, Ann"', 'Unit 7, Ann'],
  ['"Lee, Ann, Dr"', 'Lee, Ann, Dr'],
  ['"  Ann\r\n\tLee  "', 'Ann Lee'],
  ['Ann\u202eLee\u0007', 'AnnLee'],
  ['A\u0308nn', 'Änn'],
  ['Dr.Ann St.John', 'Dr.Ann St.John'],
  ['J.R.R. Lee', 'J.R.R. Lee'],
  ["O'Hara", "O'Hara"],
  ['李小龍', '李小龍'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['-', ''],
  ['x'.repeat(300), 'x'.repeat(200)],
  ['👩'.repeat(3) + 'a'.repeat(300), '👩'.repeat(3) + 'a'.repeat(197)],
])('name %j', async (text, name) => {
  expect(await read(`email,name\nann@example.org,${text}\n`)).toEqual([{ ...ann, name }]);
});

test('an unclosed quotation mark at the end costs its own line only', async () => {
  const text = 'email,name\nann@example.org,Ann Lee\n"eve@example.org,Eve\nbob@example.org,Bob Ray\n';
  expect(await read(text)).toEqual([ann, fault(3, 'quotes', /not closed/), { ...bob, row: 4 }]);
});

test('an unclosed quotation mark that a later one seems to close costs its own line only', async () => {
  const text = 'email,name\r\nann@example.org,"Ann\r\nbob@example.org,Bob Ray\r\n"eve@example.org","Eve"\r\n';
  expect(await read(text)).toEqual([
    fault(2, 'quotes', /not closed/),
    bob,
    { row: 4, address: 'eve@example.org', key: 'eve@example.org', name: 'Eve' },
  ]);
});

test('an unclosed quotation mark early in a large file loses nothing after it', async () => {
  const many = 'bob@example.org,Bob Ray\n'.repeat(50_000);
  const rows = await read(`email,name\nann@example.org,"Ann\n${many}`);
  expect(rows).toHaveLength(50_001);
  expect(rows[0]).toEqual(fault(2, 'quotes', /not closed/));
  expect(rows.at(-1)).toEqual({ ...bob, row: 50_002 });
});

test('a line without end is given up without being kept, and a file of broken lines comes to an end', async () => {
  const endless = await read(`email,name\n${'x'.repeat(5_000_000)}\nbob@example.org,Bob Ray\n`);
  expect(endless).toEqual([fault(2, 'quotes', /not closed/), bob]);
  const broken = await read(`email,name\n${'ann@example.org,"Ann\n"x\n'.repeat(2000)}`);
  expect(broken.at(-1)).toEqual(fault(expect.any(Number) as unknown as number, 'file', /nothing was read from here/));
  expect(broken.length).toBeLessThan(200);
});

test('reads no more of a file than is asked for', async () => {
  await withRoster('email,name\n'.padEnd(200_000, 'bob@example.org,Bob Ray\n'), async (file) => {
    // hundreds of gigabytes, of which only the beginning is there: to read it all would take hours
    await truncate(file, 300 * 1024 ** 3);
    const rows = readRoster(file);
    for (let row = 2; row < 12; row++) expect((await rows.next()).value).toEqual({ ...bob, row });
    await rows.return(undefined);
  });
});

test('reads 100,000 rows without keeping them', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const line = (index: number) => `person${index}@example.org,Person Ünder ${index},${'n'.repeat(80)}\n`;
  const text = `email,name,notes\n${Array.from({ length: 100_000 }, (_, index) => line(index)).join('')}`;
  await withRoster(text, async (file) => {
    let count = 0;
    let most = 0;
    const before = inUse();
    for await (const row of readRoster(file)) {
      if ('problem' in row) throw new Error(row.problem);
      if (++count % 20_000 === 0) most = Math.max(most, inUse() - before);
    }
    expect(count).toBe(100_000);
    expect(most).toBeLessThan(8 * 1024 * 1024);
  });
});

test('throws only when the file cannot be read', async () => {
  await expect(readRoster('/nowhere/at/all.csv').next()).rejects.toThrow('ENOENT');
});
