import { channel } from 'node:diagnostics_channel';

/**
 * Says that all modules of ours are loaded. `packages/relata/register.js` then steps aside: each `require` that a
 * package makes while it answers a request, as Apollo does, went through its hooks.
 */
export function loadingIsOver(): void {
  channel('relata:loaded').publish({});
}
