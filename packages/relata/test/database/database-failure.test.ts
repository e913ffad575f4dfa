import {
  databaseFailureOf,
  isCollision,
  isConnectionLost,
  obstacleOf,
} from '../../src/database/database-failure.js';

const failed = (code: string) => Object.assign(new Error('a message'), { code });

const UNABLE = [
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_IOERR_WRITE',
  'SQLITE_READONLY',
  'SQLITE_READONLY_DBMOVED',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_CORRUPT_VTAB',
  'SQLITE_NOTADB',
  'SQLITE_PROTOCOL',
  'SQLITE_NOMEM',
  '53100',
  '53200',
  '53300',
  '53400',
  '58030',
  'XX001',
  'XX002',
  '25006',
  '28P01',
  '28000',
  '3D000',
];
const LOST = ['ECONNRESET', 'EPIPE', '08006', '57P01', '57P02', '57P03', '25P03'];
const COLLISIONS = [
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
  '40001',
  '40P01',
  '55P03',
];

describe('what a database fails with', () => {
  it.each([...UNABLE, ...LOST, ...COLLISIONS])('is SERVICE_UNAVAILABLE (%s)', (code) => {
    expect(databaseFailureOf([new Error('round it'), failed(code)])).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'The database is not available, try again',
    });
  });

  it.each([
    'SQLITE_CONSTRAINT_UNIQUE',
    'SQLITE_ERROR',
    '23505',
    '42601',
    '42501',
    'XX000',
    'ENOENT',
    '',
  ])('is a fault of ours (%s)', (code) => {
    expect(databaseFailureOf([failed(code)])).toBeNull();
  });

  it('is begun again where another was in the way, and nowhere else', () => {
    expect(COLLISIONS.filter((code) => !isCollision(failed(code)))).toEqual([]);
    expect([...UNABLE, ...LOST].filter((code) => isCollision(failed(code)))).toEqual([]);
  });

  it('leaves it open whether a commit was kept where the connection is lost, and nowhere else', () => {
    expect(LOST.filter((code) => !isConnectionLost(failed(code)))).toEqual([]);
    expect([...UNABLE, ...COLLISIONS].filter((code) => isConnectionLost(failed(code)))).toEqual([]);
  });

  it.each([
    ['SQLITE_FULL', 'disk full'],
    ['53100', 'disk full'],
    ['SQLITE_READONLY_DBMOVED', 'database read-only'],
    ['25006', 'database read-only'],
    ['SQLITE_CORRUPT', 'database damaged'],
    ['SQLITE_NOTADB', 'database damaged'],
    ['XX001', 'database damaged'],
    ['ECONNREFUSED', 'database unreachable'],
    ['SQLITE_IOERR_READ', 'database unreachable'],
  ])('is told in a word or two (%s)', (code, obstacle) => {
    expect(obstacleOf(failed(code))).toBe(obstacle);
  });
});
