import type { Bindable } from '../filter/placeholder.js';

/** A text that is too long for where it is to stand: how it begins, and what tells it from others. */
export class CutText {
  readonly prefix: Bindable<string>;
  readonly digest: Bindable<string>;

  constructor(prefix: Bindable<string>, digest: Bindable<string>) {
    this.prefix = prefix;
    this.digest = digest;
  }
}
