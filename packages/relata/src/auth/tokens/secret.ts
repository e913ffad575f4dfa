import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartupError } from '../../errors.js';
import { faultOfSecret } from '../../settings/secret-fault.js';

const SECRET_BYTES = 32;

/**
 * The signing secret of a development server, made once and kept in a file only its owner reads.
 * Two servers that start at once agree: the first to put its file there wins.
 * @throws StartupError for a file with one that is easy to guess
 */
export async function keptSecret(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const kept = (await readIfThere(file)) ?? (await make(file));
  const fault = faultOfSecret(kept.trim());
  if (fault !== null) {
    throw new StartupError(`The secret in ${file} ${fault}, or delete the file`);
  }
  return kept;
}

async function make(file: string): Promise<string> {
  const made = randomBytes(SECRET_BYTES).toString('base64url');
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  await writeFile(draft, made, { flag: 'wx', mode: 0o600 });
  try {
    // Nobody ever sees a file without its content.
    await link(draft, file);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return await readFile(file, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
