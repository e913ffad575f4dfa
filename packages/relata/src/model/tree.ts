import { declareProperty } from './declarations.js';

/** Options of {@link Tree}. */
export interface TreeOptions {
  /** Name of the connection to the rows above; `ancestors` by default; false for none. */
  readonly ancestors?: string | false;
  /** Name of the connection to the rows below; `descendants` by default; false for none. */
  readonly descendants?: string | false;
}

/**
 * The rows of a model that belong to others of it are a tree: no row becomes its own ancestor. Each gets the
 * connections `ancestors`, nearest first, and `descendants`, which are read by one statement however deep the tree is.
 * @example
 * class Section extends MutableModel {
 *   @Tree()
 *   @BelongsTo(() => Section, { nullable: true, reverse: 'children', description: 'What it is a part of.' })
 *   parent?: Ref<Section> | null;
 * }
 */
export function Tree(options: TreeOptions = {}): PropertyDecorator {
  const { ancestors = 'ancestors', descendants = 'descendants' } = options;
  return (prototype, property) => {
    declareProperty(prototype, String(property), { tree: { ancestors, descendants } });
  };
}
