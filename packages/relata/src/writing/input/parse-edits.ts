import type { Stored, ValueLimits } from '../../kinds/kind.js';
import { type EditVerb, editedBy, EDITS } from '../../model/edits.js';
import type { Column, Model } from '../../model/model.js';
import { type InputPath, type UserError, UserErrors } from '../user-error.js';
import type { Input } from './raw-row.js';
import type { Edit } from './write-plan.js';

/** Reads what of an input changes values by what they are: `increment: { views: 1 }`. */
export function parseEdits(
  model: Model,
  said: { readonly input: Input; readonly path: InputPath },
  limits: ValueLimits,
): { readonly edits: readonly Edit[]; readonly userErrors: readonly UserError[] } {
  const edits: Edit[] = [];
  const userErrors: UserError[] = [];
  for (const verb of EDITS) {
    const given = (said.input[verb] ?? {}) as Input;
    for (const column of editedBy(model, verb)) {
      const name = column.input?.name ?? column.name;
      const value = given[name] ?? null;
      const path = [...said.path, verb, name];
      if (value === null) {
        continue;
      }
      const edit = editOf(verb, column, { value, limits });
      if (said.input[name] !== undefined) {
        userErrors.push(UserErrors.invalid(path, 'cannot be both set and changed'));
      } else if ('reason' in edit) {
        userErrors.push(UserErrors.invalid(path, edit.reason));
      } else {
        edits.push({ column, path, apply: edit.apply });
      }
    }
  }
  return { edits, userErrors };
}

type Apply = Pick<Edit, 'apply'> | Extract<Stored, { readonly reason: string }>;

function editOf(
  verb: EditVerb,
  column: Column,
  { value, limits }: { readonly value: unknown; readonly limits: ValueLimits },
): Apply {
  const { kind } = column;
  switch (verb) {
    case 'increment': {
      const amount = kind.store(value, column, limits);
      return 'reason' in amount
        ? amount
        : {
            apply: (now) =>
              now === null || now === undefined
                ? { reason: 'has no value to add to' }
                : kind.store(kind.sum?.plus(now, amount.value), column, limits),
          };
    }
    case 'lists': {
      const { add, remove } = value as Input;
      const [added, removed] = [add, remove].map((items) =>
        kind.store(items ?? [], column, limits),
      );
      if (added === undefined || removed === undefined) {
        return { reason: 'is no list' };
      }
      if ('reason' in added || 'reason' in removed) {
        return 'reason' in added ? added : (removed as Extract<Stored, { reason: string }>);
      }
      const gone = new Set(removed.value as readonly unknown[]);
      return {
        apply: (now) => {
          const items = (now ?? []) as readonly unknown[];
          const left = items.filter((item) => !gone.has(item));
          const more = added.value as readonly unknown[];
          return now === null && more.length === 0
            ? { value: null }
            : kind.store([...left, ...more], column, limits);
        },
      };
    }
  }
}
