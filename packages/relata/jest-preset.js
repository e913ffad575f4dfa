import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('swc.json', import.meta.url), 'utf8'));

/**
 * How Jest runs the tests of an application: `export default { preset: 'relata' }` in jest.config.js.
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  // The databases that all test files of a run share.
  globalSetup: 'relata/testing/global-setup',
  globalTeardown: 'relata/testing/global-teardown',
  setupFiles: ['reflect-metadata'],
  testTimeout: 60_000,
  // Node keeps the modules of every test file: a worker that has grown gives way to a new one.
  workerIdleMemoryLimit: '1500MB',
};
