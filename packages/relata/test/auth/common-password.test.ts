import { faultOfPassword } from '../../src/auth/password-rules/password-rule.js';

const OWNER = { username: 'MiraSol', email: 'mira.sol@example.org' };
const COMMON = 'is one of the commonest passwords, choose another';
const OWN = 'must not be the username or the e-mail address';

/** What people make of the words everybody thinks of. */
// prettier-ignore
const DISGUISES = [
  'iloveyou1', 'P@ssw0rd!', 'Passw0rd2026', 'pa55word', 'P4$$w0rd', 'passsswooord', 'password!!!', '!!password', '123password',
  'p a s s w o r d', 'pass\u200bword', 'ｐａｓｓｗｏｒｄ', 'pässwörd', 'PASSWORD1', 'qwerty123!', 'Qwertyuiop', 'poiuytrewq', 'asdfghjk',
  '12345678', '87654321', '1234567890', '0987654321', '11223344', 'abcdefgh', 'abcd1234', '1234abcd', 'zyxwvuts', 'abc12345',
  'aaaaaaaa', 'aabbabba', '11111111', 'abababab', 'abcabcabc', '12341234', 'testtest', 'passwordpassword', 'iloveyou!iloveyou!', 'haha haha',
  'letmein1', 'L3tm31n!', 'welcome2025', 'W3lc0me!', 'Summer2026!', 'dragon839', 'm0nkey123', 'F00tball', 'trustno1', 'Tru5tn01',
  '1qaz2wsx', '!qaz2wsx', '1qaz@WSX', '1q2w3e4r', 'qazwsxedc', 'admin123', 'Admin@123', 'changeme', 'Ch@ngeM3', 'relata-demo-password',
  'sunshine😀', 'princess♥♥', 'пароль12', '①②③④⑤⑥⑦⑧', '$un$h1ne', '147258369',
];

describe('a new password', () => {
  it.each(DISGUISES)('is not %j, one of the commonest', (password) => {
    expect(faultOfPassword(password, OWNER)).toBe(COMMON);
  });

  it.each([
    '        ',
    '\u00a0'.repeat(8),
    '\t\n\v\f\r \u2003\u3000',
    '\u200b'.repeat(8),
    ' \u00ad \u3164 \ufeff \u200d',
    '\u2800'.repeat(9),
  ])('is not blank (%j)', (password) => {
    expect(faultOfPassword(password, OWNER)).toBe('must not be blank');
  });

  it.each([
    'mirasol1',
    'M1ra$0l!',
    'mira sol 2026',
    'Mira.Sol',
    'mira.sol@example.org',
    'MIRA.SOL99',
    'MiraSolMiraSol',
  ])('is not a name of its owner (%j)', (password) => {
    expect(faultOfPassword(password, OWNER)).toBe(OWN);
  });

  it.each([
    'correct horse battery',
    'a long secret',
    'a good secret',
    'Tr0ub4dor&3',
    'xkq7wmzp',
    'mira is not alone',
    'passwords are hard',
    '漢字の合言葉です',
    'iloveyou, said nobody',
    '2580 4711 0815',
    'zq-zq-zk-vv',
  ])('may be %j', (password) => {
    expect(faultOfPassword(password, OWNER)).toBeNull();
  });

  it('does not look like a name that is too short to look for', () => {
    expect(faultOfPassword('4711-x-2580', { username: 'x', email: 'x@example.org' })).toBeNull();
  });

  const LENGTH = 'must have 8 to 256 characters';
  it.each([
    ['e\u0301o\u0308u\u0300a\u0303c\u0327i\u0302n\u0303', LENGTH],
    ['e\u0301o\u0308u\u0300a\u0303c\u0327i\u0302n\u0303x', null],
    ['😀😃😄😁😆😅😂', LENGTH],
    ['😀😃😄😁😆😅😂🙂', null],
    [`\ufdfaabcx${'xyz '.repeat(58)}`, null],
    [`\ufdfa\ufdfaab${'xyz '.repeat(60)}`, LENGTH],
    ['ﬃﬃa', LENGTH],
    ['ﬃﬃab', null],
  ])('is measured in characters of its normal form (%#)', (password, fault) => {
    expect(faultOfPassword(password, OWNER)).toBe(fault);
  });
});
