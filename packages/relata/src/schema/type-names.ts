import {
  GraphQLInputObjectType,
  type GraphQLInputObjectTypeConfig,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { StartupError } from '../errors.js';

/** Derived types by name, each made when first asked for. */
export class TypesByName<T extends GraphQLNamedType> {
  readonly #types = new Map<string, { readonly type: T; readonly description: string }>();

  /**
   * The type of a name.
   * @param description - what it is for: a name that is wanted for something else is taken
   * @throws StartupError that tells what both are for
   */
  once(name: string, description: string, make: () => T): T {
    const known = this.#types.get(name);
    if (known !== undefined && known.description !== description) {
      throw new StartupError(
        `Two types would be named ${name}, "${known.description}" and "${description}": ` +
          'give one of the models another name',
      );
    }
    const { type } = known ?? { type: make() };
    this.#types.set(name, { type, description });
    return type;
  }
}

/** The same of input types, which are made of what is said of them. */
export class InputTypesByName {
  readonly #types = new TypesByName<GraphQLInputObjectType>();

  once(
    name: string,
    config: Omit<GraphQLInputObjectTypeConfig, 'name'> & { readonly description: string },
  ): GraphQLInputObjectType {
    const make = (): GraphQLInputObjectType => new GraphQLInputObjectType({ name, ...config });
    return this.#types.once(name, config.description, make);
  }
}

/**
 * Builds a schema. graphql-js says which name two types have, and not where they come from.
 * @param models - names of the models
 * @throws StartupError that names both
 */
export function withClashesNamed(
  models: readonly string[],
  build: () => GraphQLSchema,
): GraphQLSchema {
  try {
    return build();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const [, name] = /multiple types named "(\w+)"/.exec(message) ?? [];
    if (name === undefined) {
      throw error;
    }
    const origins = [
      ...models.filter((model) => model === name).map((model) => `the model ${model}`),
      ...models
        .filter((model) => model !== name && name.startsWith(model))
        .map((model) => `a type derived from the model ${model}`),
      'a type that is part of the API or declared by hand',
    ];
    throw new StartupError(
      `Two types would be named ${name}, ${origins.slice(0, 2).join(' and ')}: give one another name`,
    );
  }
}
