import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const SECRET_BYTES = 32;

/**
 * The signing secret of a development server, made once and kept in a file only its owner reads.
 * Two servers that start at once agree: the first to write wins.
 */
export async function keptSecret(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const made = randomBytes(SECRET_BYTES).toString('base64url');
  try {
    await writeFile(file, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return await readFile(file, 'utf8');
    }
    throw error;
  }
}
