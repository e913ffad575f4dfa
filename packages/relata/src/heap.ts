import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the space for young objects at the size it begins with, to be called before the rest is
 * imported: all that is loaded survives, V8 would grow the space to its most for it, and an idle
 * process would keep what only the start had a use for. Starting takes no longer for it.
 *
 * And has V8 make all objects young. Where many of those that some code makes were alive at a
 * collection, it makes them old from then on; objects of a request that are old keep all they refer
 * to until old objects are collected, so that more and more code was found to make old ones.
 */
export function startSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Lets the space grow with the load from now on. Old objects are collected once they take 1.75 times
 * what was alive after the last time, where V8 would wait for up to four times as much.
 */
export function growWithLoad(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=75');
}
