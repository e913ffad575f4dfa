import { canonicalAddress, networkOf } from '../../src/addresses.js';

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:4711', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('%s has one form', (text, form) => {
    expect(canonicalAddress(text)).toBe(form);
    expect(canonicalAddress(form)).toBe(form);
  });

  it.each([
    '',
    'unknown',
    '_hidden',
    '1.2.3',
    '127.1',
    '0x7f.0.0.1',
    '1.2.3.4.5',
    '256.1.1.1',
    'localhost',
    '2001:db8::/64',
    '::1::2',
    '192.0.2.1:port',
  ])('%j is none', (text) => {
    expect(canonicalAddress(text)).toBeNull();
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['', ''],
  ])('%j is counted for its network', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
