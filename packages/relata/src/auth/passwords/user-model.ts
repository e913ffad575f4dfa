import type { Class } from '../../class.js';
import { StartupError } from '../../errors.js';
import { ID } from '../../model/names.js';
import type { Catalog, Model } from '../../model/model.js';
import { isRequired } from '../../writing/input/required.js';

/** What is said of a new user who signs up. */
const SIGN_UP_INPUT = ['username', 'email', 'password'];

/**
 * The model of the users who sign in by a password.
 * @throws StartupError where it is no model, or its key is none that sign-ins can refer to
 */
export function userModelOf(catalog: Catalog, user: Class): Model {
  const model = [...catalog.values()].find(({ target }) => target === user);
  if (model === undefined) {
    throw new StartupError(`passwords: ${user.name} is no model of the application`);
  }
  const { name, keys, id, tenant } = model;
  if (tenant !== null) {
    throw new StartupError(
      `passwords: a ${name} signs in before it is known of which tenant it is: leave out @Tenant() of ` +
        `${tenant.column.name}, and keep who is in which tenant in rows of their own`,
    );
  }
  if (id.parts.length > 1 || id.references !== null || keys.join() !== ID) {
    throw new StartupError(
      `passwords: the key of ${name} is ${keys.join(' and ')}. Users who sign in have one column of their own as key, ` +
        `called id: give ${name} that, and a unique constraint on what is its key now`,
    );
  }
  return model;
}

/**
 * Makes sure that people can sign up.
 * @throws StartupError for a model of which a new row must be told more than signing up tells
 */
export function checkSignUp(model: Model): void {
  const missing = [...model.columns.values()]
    .filter((column) => isRequired(model, column))
    .map(({ name, input }) => input?.name ?? name)
    .filter((name) => !SIGN_UP_INPUT.includes(name));
  if (missing.length > 0) {
    throw new StartupError(
      `passwords: a new ${model.name} must be told ${missing.join(', ')}, which signUp does not ask for. ` +
        `Give ${missing.length === 1 ? 'it' : 'them'} a default, as onCreate does, or set AUTH_SIGN_UP=false`,
    );
  }
}
