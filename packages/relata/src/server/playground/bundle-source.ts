import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { type BuildProgress, buildBundle, PROJECT_FOLDER } from '../../../../playground/build.js';
import { bundleKey } from './bundle-key.js';
import { loadBundle, storeBundle } from './bundle-store.js';
import type { Bundle } from './bundle.js';

/** Under `node_modules`: never committed, and gone with the packages the bundle was made of. */
const CACHE_FOLDER = join(PROJECT_FOLDER, 'node_modules/.cache/relata-playground');

/** Where a {@link BundleSource} keeps the bundle and how it gets one. */
export interface BundleSourceOptions {
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  /** Holds one folder a version of the bundle. */
  readonly cacheFolder?: string;
  readonly build?: (onProgress: (progress: BuildProgress) => void) => Promise<Bundle>;
}

/** A bundle with what its addresses contain. */
export interface KeyedBundle {
  /** See {@link bundleKey}. */
  readonly key: string;
  readonly bundle: Bundle;
}

/** Supplies the bundle: from memory, else from an earlier start, else newly built. */
export class BundleSource {
  readonly #options: Required<BundleSourceOptions>;
  readonly #watchers = new Set<(progress: BuildProgress) => void>();
  #current: Promise<KeyedBundle> | null = null;
  #progress: BuildProgress | null = null;

  constructor(options: BundleSourceOptions) {
    this.#options = { cacheFolder: CACHE_FOLDER, build: buildBundle, ...options };
  }

  /**
   * Requests that come while it is being built wait for the one build.
   * @throws what the build throws; the next call tries again
   */
  get(): Promise<KeyedBundle> {
    this.#current ??= this.#supply().catch((error: unknown) => {
      this.#current = null;
      throw error;
    });
    return this.#current;
  }

  /**
   * Has a function called with how far the build is, at once and after each step; never where
   * nothing is being built.
   * @returns what ends that
   */
  watch(watcher: (progress: BuildProgress) => void): () => void {
    this.#watchers.add(watcher);
    if (this.#progress !== null) {
      watcher(this.#progress);
    }
    return () => this.#watchers.delete(watcher);
  }

  async #supply(): Promise<KeyedBundle> {
    const { cacheFolder, build, log } = this.#options;
    const key = await bundleKey();
    const folder = join(cacheFolder, key);
    const stored = await loadBundle(folder);
    if (stored !== null) {
      return { key, bundle: stored };
    }
    log.info('building the playground, once');
    const bundle = await this.#building(build);
    try {
      await storeBundle(folder, bundle);
    } catch (error) {
      log.warn(
        { err: error },
        'the playground cannot be kept and is built again at the next start',
      );
    }
    return { key, bundle };
  }

  async #building(build: Required<BundleSourceOptions>['build']): Promise<Bundle> {
    try {
      return await build((progress) => {
        this.#progress = progress;
        for (const watcher of this.#watchers) {
          watcher(progress);
        }
      });
    } finally {
      this.#progress = null;
    }
  }
}
