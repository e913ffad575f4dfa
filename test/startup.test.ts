import { StartupError } from '../packages/relata/src/errors.js';
import { complaintAboutNode } from '../packages/relata/src/node-version.js';
import { explainStartupFailure } from '../packages/relata/src/startup-failure.js';

describe('complaintAboutNode', () => {
  it.each(['22.17.0', '22.20.1', '24.0.0'])('has none about %s', (version) => {
    expect(complaintAboutNode(version)).toBeNull();
  });

  it.each(['18.20.4', '20.19.5', '22.16.0'])('names %s and the way out, in one line', (version) => {
    expect(complaintAboutNode(version)).toBe(
      `Relata needs Node 22.17 or later, this is ${version}: start it with npm start or npx, which bring their own Node`,
    );
  });
});

describe('explainStartupFailure', () => {
  it('says what to do, in one line', () => {
    const inUse = Object.assign(new Error('listen EADDRINUSE: address already in use ::1:4000'), {
      code: 'EADDRINUSE',
    });
    expect(explainStartupFailure(inUse)).toBe(
      'Relata did not start: listen EADDRINUSE: address already in use ::1:4000; stop what uses the address, or set PORT to another',
    );
    expect(explainStartupFailure(new StartupError('PORT must be a number'))).toBe(
      'Relata did not start: PORT must be a number',
    );
    // Node tries both addresses of a host, and the error of both has no message.
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(explainStartupFailure(refused)).toContain(
      'ECONNREFUSED; the database cannot be reached',
    );
  });

  it('brings the stack of what nobody foresaw', () => {
    const error = new TypeError('x is undefined');
    expect(explainStartupFailure(error, { folder: '/elsewhere' })).toMatch(
      /TypeError: x is undefined\n\s+at /,
    );
    // In a file of the application it is that file's business.
    const logLevel = 'info';
    expect(explainStartupFailure(error, { logLevel })).toMatch(
      /^Relata did not start: test\/startup\.test\.ts:\d+: TypeError: x is undefined$/,
    );
    expect(explainStartupFailure(error, { logLevel: 'trace' })).toMatch(/undefined\n\s+at /);
    expect(explainStartupFailure('text')).toBe('Relata did not start: text');
  });
});
