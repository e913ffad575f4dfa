/** The oldest Node everything here runs on: `[major, minor]`. */
const LEAST: readonly [number, number] = [22, 17];

/**
 * What to tell somebody who runs this on a Node that is too old, one line; null if it is not.
 * @param version - as in `process.versions.node`, `20.19.5`
 * @example
 * const complaint = complaintAboutNode('20.19.5');
 */
export function complaintAboutNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
  return isNewEnough
    ? null
    : `Relata needs Node ${LEAST.join('.')} or later, this is ${version}: start it with npm start or npx, which bring their own Node`;
}

/**
 * Ends the process, with one line, when Node is too old. To be called before anything else is
 * imported, dynamically, by every entry point: on an old Node the SQLite driver takes the process
 * down without a word.
 * @example
 * requireNode();
 * const { application } = await import('./app.js');
 */
export function requireNode(): void {
  const complaint = complaintAboutNode(process.versions.node);
  if (complaint !== null) {
    process.stderr.write(`${complaint}\n`);
    process.exit(1);
  }
}
