/** An account of the sample data, whose password is no secret. */
export interface SampleAccount {
  readonly username: string;
  /** What the visitor may expect of it: the names of its roles. */
  readonly role: string;
  readonly password: string;
}
