import { type Answering, expectAgreement } from '../../bench/measuring/agreement.js';
import { OPERATIONS, type OperationName, UNIQUE } from '../../bench/operations.js';
import { RequestNumbers } from '../../bench/measuring/request-numbers.js';

function answering(name: Answering['name'], text: string): Answering {
  return { name, bodyOf: () => '', post: () => Promise.resolve(text) };
}

function agreement(name: OperationName, texts: readonly [string, string]): Promise<void> {
  const operation = OPERATIONS.find((each) => each.name === name);
  if (operation === undefined) {
    throw new TypeError(`No operation ${name}`);
  }
  return expectAgreement([answering('limit', texts[0]), answering('compiled', texts[1])], {
    operation,
    viewer: null,
    samples: { usernames: ['ada'], users: 1 },
    numbers: new RequestNumbers(),
  });
}

function created(key: number, createdAt: string): string {
  const tags = { nodes: [{ id: `tag_${String(key)}`, name: `${UNIQUE}${String(key)}` }] };
  return JSON.stringify({
    data: { createPost: { post: { id: `post_${String(key)}`, createdAt, tags } } },
  });
}

describe('expectAgreement', () => {
  it('does not mind how the same answer is written', async () => {
    await agreement('Q1', ['{"data":{"posts":1}}', '{ "data": { "posts": 1 } }']);
  });

  it('names who answers differently', async () => {
    await expect(agreement('Q1', ['{"data":{"posts":1}}', '{"data":{"posts":2}}'])).rejects.toThrow(
      'Q1: limit and compiled answer differently:\n{"data":{"posts":1}}\n{"data":{"posts":2}}',
    );
  });

  it('takes no errors for an answer', async () => {
    const text = '{"data":{"posts":null},"errors":[{}]}';
    await expect(agreement('Q1', [text, text])).rejects.toThrow('answer differently');
  });

  it('forgives creates what is of one row only, and nothing else', async () => {
    const first = created(1, '2026-01-01T00:00:00.000Z');
    await agreement('M2', [first, created(2, '2026-01-01T00:00:01.000Z')]);
    await expect(agreement('M2', [first, created(2, 'today')])).rejects.toThrow('M2');
    await expect(agreement('Q2', [first, created(2, '2026-01-01T00:00:00.000Z')])).rejects.toThrow(
      'Q2',
    );
  });
});
