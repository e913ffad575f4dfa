import { getNullableType, type GraphQLFieldConfig } from 'graphql';
import type { Model } from '../../model/model.js';
import type { RequestContext } from '../../request/context.js';
import { type MutationRun, runOf } from '../mutation-run.js';
import { nothing } from '../outcome.js';
import { type UserError, UserErrors } from '../user-error.js';
import { askToSignIn } from './anonymous.js';
import { userErrorsOf, isRefused, refusalOf } from './refusal.js';
import { isStandalone } from './standalone.js';
import { recorded } from './writer.js';

type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>;

/**
 * A hand-written root field of the mutation type: it is part of its document's run like any other.
 * It may be null, unless it stands alone: when another field fails, nothing is what it comes to.
 */
export function recordedField(field: FieldConfig, payload: Model | undefined): FieldConfig {
  const { resolve, type } = field;
  return {
    ...field,
    type: isStandalone(field) ? type : getNullableType(type),
    resolve: async (source, args, context, info): Promise<unknown> => {
      const run = runOf(context);
      if (run === undefined) {
        return await resolve?.(source, args, context, info);
      }
      const rolledBack = payload === undefined ? null : nothing(payload, [UserErrors.rolledBack()]);
      const key = String(info.path.key);
      const refuse = (userErrors: readonly UserError[]): unknown => {
        askToSignIn({ userErrors }, context.viewer);
        return refusalOf(payload, userErrors);
      };
      return await recorded({ run, context, key, rolledBack }, () =>
        handWritten(run, refuse, async () => {
          const value: unknown = await resolve?.(source, args, context, info);
          // What it changed and did not write is its own: errors found now are told here.
          await context.em.flush();
          return value;
        }),
      );
    },
  };
}

/** Does the work of a hand-written field; what may go wrong in it is told as its payload tells it. */
async function handWritten(
  run: MutationRun,
  refuse: (userErrors: readonly UserError[]) => unknown,
  work: () => Promise<unknown>,
): Promise<unknown> {
  run.refused = null;
  try {
    const value = await work();
    const { refused } = run as Pick<MutationRun, 'refused'>;
    return refused === null || isRefused(value) ? value : refuse(refused.userErrors);
  } catch (error) {
    const userErrors = userErrorsOf(error);
    if (userErrors === null) {
      throw error;
    }
    return refuse(userErrors);
  }
}
