import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetOf, type Bundle } from './bundle.js';

/** Written beside the files: the SHA-256 of each by its name. */
const MANIFEST = 'manifest.json';

/**
 * Reads a bundle that {@link storeBundle} left.
 * @returns null when there is none, or when it is not whole: a crash of the machine can leave
 * a file empty although its folder was renamed
 */
export async function loadBundle(folder: string): Promise<Bundle | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    const bundle = new Map<string, ReturnType<typeof assetOf>>();
    for (const [name, digest] of Object.entries(manifest ?? {})) {
      const gzip = await readFile(join(folder, `${name}.gz`));
      if (sha256(gzip) !== digest) {
        return null;
      }
      bundle.set(name, assetOf(name, gzip));
    }
    return bundle.size === 0 ? null : bundle;
  } catch {
    return null;
  }
}

/**
 * Keeps a bundle for the next start. The folder appears whole or not at all, whenever the process
 * ends and however many processes do this at once.
 * @throws when the place cannot be written to
 */
export async function storeBundle(folder: string, bundle: Bundle): Promise<void> {
  const draft = `${folder}.${randomUUID()}.tmp`;
  try {
    await mkdir(draft, { recursive: true });
    const digests: Record<string, string> = {};
    for (const [name, { gzip }] of bundle) {
      digests[name] = sha256(gzip);
      await writeFile(join(draft, `${name}.gz`), gzip);
    }
    await writeFile(join(draft, MANIFEST), JSON.stringify(digests));
    await rename(draft, folder).catch(() => replaceDamaged(folder, draft));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Something is there already: the same from another process, or one that is not whole. */
async function replaceDamaged(folder: string, draft: string): Promise<void> {
  if ((await loadBundle(folder)) !== null) {
    return;
  }
  const aside = `${draft}.old`;
  await rename(folder, aside);
  await rename(draft, folder);
  await rm(aside, { recursive: true, force: true });
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
