// Jest loads this file by itself, untransformed: the loader makes the TypeScript below readable.
import '../../register.js';

/** Starts the databases that all test files of a run share. */
export default async function globalSetup() {
  const { startTestRun } = await import('./test-run.ts');
  globalThis.stopTestRun = await startTestRun();
}
