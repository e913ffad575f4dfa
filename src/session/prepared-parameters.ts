/**
 * Values of a statement that comes again and again, with its name: Kysely hands parameters on as
 * they are, so that {@link SessionClient} recognizes such a statement in a transaction.
 */
export class PreparedParameters extends Array<unknown> {
  /** One text, one name. */
  readonly name: string;
  /** Whether the transaction may be committed along with the statement, unless it fails. */
  readonly isLast: boolean;

  constructor(
    values: readonly unknown[],
    { name, isLast }: Pick<PreparedParameters, 'name' | 'isLast'>,
  ) {
    super();
    this.push(...values);
    this.name = name;
    this.isLast = isLast;
  }

  /** What is made from it has no name. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}
