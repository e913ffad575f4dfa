// Jest loads this file by itself, untransformed: the loader makes the TypeScript below readable.
import 'relata/register';

/** Starts the databases that all test files of a run share. */
export default async function globalSetup() {
  const { startTestServers } = await import('./test-servers.ts');
  globalThis.stopTestServers = await startTestServers();
}
