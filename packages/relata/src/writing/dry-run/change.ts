/** A change of one row, as a dry run tells it. */
export interface Change {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly type: string;
  readonly id: string;
  /** Fields the viewer may see, with their values before and after; null for what is not there. */
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}
