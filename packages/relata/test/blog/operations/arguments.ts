/** The argument that names a row. */
export const ROW_ID = { description: 'Its id, `post_42`, or the bare key, `42`.' };

/** The argument that says which version of a row whoever changes it has seen. */
export const EXPECTED_VERSION = {
  nullable: true,
  description: 'Fail with a ConflictError unless the row has this version.',
};
