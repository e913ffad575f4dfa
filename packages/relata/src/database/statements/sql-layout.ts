/** Words that begin a line, where they stand in a statement and not within an expression. */
const CLAUSES: ReadonlySet<string> = new Set([
  ...['select', 'from', 'where', 'having', 'window', 'limit', 'offset', 'returning', 'values'],
  ...['set', 'union', 'intersect', 'except', 'join'],
]);

/** The same, where the word after it is one of these. */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  group: ['by'],
  order: ['by'],
  on: ['conflict'],
  for: ['update', 'share', 'no', 'key'],
  ...Object.fromEntries(
    ['left', 'right', 'full', 'inner', 'cross', 'natural'].map((word) => [word, ['join', 'outer']]),
  ),
};

/** Words that begin a line below their clause. */
const CONNECTIVES: ReadonlySet<string> = new Set(['and', 'or']);

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*\n?|\/\*.*?\*\/|[A-Za-z_][\w$]*|\s+|./gs;
const INDENT = '  ';

/**
 * Lays a statement out for people to read: a clause a line, statements within it indented. Only
 * white space changes, and none within quotes, so that the text can be run as it is shown.
 */
export function layOutSql(sql: string): string {
  const tokens = sql.match(TOKEN) ?? [];
  const words = tokens.filter((token) => !/^\s/.test(token)).map((token) => token.toLowerCase());
  // For each open parenthesis, whether a statement stands in it. The statement itself is the first.
  const within = [true];
  let depth = 0;
  let index = 0;
  let text = '';
  const breakLine = (extra = 0): void => {
    text = text.trimEnd();
    text += text === '' ? '' : `\n${INDENT.repeat(depth + extra)}`;
  };
  for (const token of tokens) {
    if (/^\s/.test(token)) {
      text += /\s$/.test(text) || text === '' ? '' : ' ';
      continue;
    }
    if (token === ')') {
      if (within.length > 1 && within.pop() === true) {
        depth -= 1;
        breakLine();
      }
    } else if (within.at(-1) === true) {
      if (isClause(words, index)) {
        breakLine();
      } else if (CONNECTIVES.has(words[index] ?? '')) {
        breakLine(1);
      }
    }
    text += token;
    if (token === '(') {
      const isStatement = ['select', 'with'].includes(words[index + 1] ?? '');
      within.push(isStatement);
      depth += isStatement ? 1 : 0;
      if (isStatement) {
        breakLine();
      }
    }
    index += 1;
  }
  return text.trimEnd();
}

/** A statement in one line, for where line breaks would be written as `\n`. The text can be run, too. */
export function inOneLine(sql: string): string {
  return (sql.match(TOKEN) ?? [])
    .map((token) => (/^\s/.test(token) ? ' ' : token))
    .join('')
    .trim();
}

function isClause(words: readonly string[], index: number): boolean {
  const word = words[index] ?? '';
  const before = words[index - 1] ?? '';
  if (PAIRS[word]?.includes(words[index + 1] ?? '') === true) {
    return true;
  }
  // `left join` has begun its line; `is distinct from` is an expression.
  const isContinued =
    word === 'join' ? before in PAIRS || before === 'outer' : before === 'distinct';
  return CLAUSES.has(word) && !isContinued;
}
