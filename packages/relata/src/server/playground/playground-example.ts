/**
 * What variables are filled with: each text is a path in the data.
 * @example
 * const paths: PathsOfVariables = { id: 'posts.nodes.0.id', ids: ['users.nodes.0.id'] };
 */
export type PathsOfVariables = Readonly<Record<string, string | readonly string[]>>;

/**
 * One tab that a first-time visitor finds in the playground.
 * @example
 * const example: PlaygroundExample = {
 *   title: 'OneTag',
 *   query: 'query OneTag($id: ID!) { tag(id: $id) { name } }',
 *   variables: { id: null },
 *   fill: { query: '{ tags(first: 1) { nodes { id } } }', variables: { id: 'tags.nodes.0.id' } },
 * };
 */
export interface PlaygroundExample {
  /** The operation's name, which GraphiQL shows as the tab's title. */
  readonly title: string;
  /** A document with exactly one operation of that name. */
  readonly query: string;
  /** Values for the operation's variables. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Finds all values of the variables in the database that is there, when the tab is opened. */
  readonly fill?: { readonly query: string; readonly variables: PathsOfVariables };
}
