import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { logStream } from '../../src/server/http/log-stream.js';

const ANSWERED = { method: 'POST', path: '/graphql', status: 200, ms: 1.5, reqId: 'some-id' };

/** What two lines of the log look like; null for JSON, which pino writes by itself. */
async function written(
  logFormat: 'auto' | 'pretty' | 'json',
  isTTY: boolean,
  env: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  const destination = new PassThrough();
  const { stream } = await logStream({ logFormat }, { isTTY, env, destination });
  if (stream === undefined) {
    return null;
  }
  const log = pino({}, stream);
  log.info(ANSWERED, 'answered');
  log.info({ path: '/graphql', reqId: 'some-id' }, 'incoming');
  log.error({ reqId: 'some-id', err: new TypeError('no') }, 'request failed');
  return String(destination.read());
}

describe('the log', () => {
  it('is JSON where nobody sits, and where that is asked for', async () => {
    expect(await written('auto', false)).toBeNull();
    expect(await written('json', true)).toBeNull();
    expect((await logStream({ logFormat: 'auto' })).stream).toBeUndefined();
  });

  it('is text in colors on a terminal, an answer in one line, a failure with its id and stack', async () => {
    const text = await written('auto', true);
    expect(text).toContain('\u001b[');
    // eslint-disable-next-line no-control-regex -- colors begin with one
    const lines = (text ?? '').replaceAll(/\u001b\[\d+m/g, '').split('\n');
    expect(lines[0]).toMatch(/^\[[\d:.]+\] INFO: answered POST \/graphql 200 in 1\.5 ms$/);
    expect(lines[1]).toMatch(/INFO: incoming \(request some-id\)$/);
    expect(lines[2]).toMatch(/ERROR: request failed \(request some-id\)$/);
    expect(lines.join('\n')).toMatch(/TypeError: no\n\s+at /);
  });

  it('has no colors where there is no terminal, or NO_COLOR', async () => {
    expect(await written('pretty', false)).not.toContain('\u001b');
    expect(await written('auto', true, { NO_COLOR: '1' })).not.toContain('\u001b');
    expect(await written('auto', true, { NO_COLOR: '' })).toContain('\u001b');
  });
});
