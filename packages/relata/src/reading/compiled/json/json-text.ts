/** What stands around the `data` in the body of an answer; then a line feed. */
export const [BEFORE_DATA, AFTER_DATA] = ['{"data":', '}'] as const;

/** An answer that is JSON already. It stands where Apollo and its plugins expect its `data`. */
export class JsonText {
  /** The whole body, or the UTF-8 of it. */
  readonly text: string | Buffer;

  constructor(text: string | Buffer) {
    this.text = text;
  }

  /** The answer with this `data`. */
  static of(data: string): JsonText {
    return new JsonText(`${BEFORE_DATA}${data}${AFTER_DATA}\n`);
  }

  /** Its `data`. */
  get data(): string {
    return this.text.toString().slice(BEFORE_DATA.length, -`${AFTER_DATA}\n`.length);
  }
}
