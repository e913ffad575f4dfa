import base from './jest.config.js';

// No database server: the playground shows the sample data of the embedded database.
const { globalSetup: _setup, globalTeardown: _teardown, ...shared } = base;

/** @type {import('jest').Config} */
export default { ...shared, testMatch: ['**/*.browser.ts'] };
