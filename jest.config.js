import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('packages/relata/swc.json', import.meta.url), 'utf8'));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/packages/relata/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  globalSetup: 'relata/testing/global-setup',
  globalTeardown: 'relata/testing/global-teardown',
  setupFiles: ['reflect-metadata'],
  testTimeout: 60_000,
  // Node keeps the modules of every test file: a worker that has grown gives way to a new one.
  workerIdleMemoryLimit: '1500MB',
};
