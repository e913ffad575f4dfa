/** An answer that is JSON already. It stands where Apollo and its plugins expect its `data`. */
export class JsonText {
  /** The whole body, with a line feed at its end; or the UTF-8 of it. */
  readonly text: string | Buffer;

  constructor(text: string | Buffer) {
    this.text = text;
  }
}
