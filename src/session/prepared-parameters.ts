/**
 * Values of a statement that comes again and again, with its name: Kysely hands parameters on as
 * they are, so that {@link SessionClient} recognizes such a statement in a transaction.
 */
export class PreparedParameters extends Array<unknown> {
  /** One text, one name. */
  readonly name: string;

  constructor(name: string, values: readonly unknown[]) {
    super();
    this.push(...values);
    this.name = name;
  }

  /** What is made from it has no name. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}
