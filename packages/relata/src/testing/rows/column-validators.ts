import { getMetadataStorage } from 'class-validator';
import { getNamedType } from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import { isEmailAddress } from '../../kinds/scalars.js';
import { isScalarOver } from '../../kinds/scalar-over.js';
import { stringKind } from '../../kinds/string.js';
import type { Column } from '../../model/model.js';
import { isKept, propertyOf } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import { decoratorOf } from './text-forms.js';

/** One decorator of class-validator on a property. */
export interface ColumnValidator {
  /** `min`, `matches`, `isEmail`; undefined for a validator of an application's own. */
  readonly name: string | undefined;
  readonly constraints: readonly unknown[];
  /** Whether it is about each item of a list. */
  readonly each: boolean;
  /** Whether it lets a value through; what it says later counts as yes. */
  readonly accepts: (value: unknown) => boolean;
}

// Decorators do not change once their class is there.
const known = new WeakMap<Column, readonly ColumnValidator[]>();

/** What class-validator, and the scalar of the field, say of the values of a column. */
export function validatorsOf(column: Column): readonly ColumnValidator[] {
  return getOrMake(known, column, () => [...findValidators(column), ...ofScalar(column)]);
}

function findValidators({ model, name }: Column): readonly ColumnValidator[] {
  const storage = getMetadataStorage();
  return storage
    .getTargetValidationMetadatas(model.target, '', false, false)
    .filter((each) => each.propertyName === name && (each.constraintCls as unknown) !== undefined)
    .map((metadata) => {
      const constraints = (metadata.constraints as unknown[] | undefined) ?? [];
      const judges = storage
        .getTargetValidatorConstraints(metadata.constraintCls)
        .map(({ instance }) => instance);
      const args = (value: unknown) => ({
        value,
        constraints,
        targetName: model.name,
        object: { [name]: value },
        property: name,
      });
      return {
        name: metadata.name,
        constraints,
        each: metadata.each,
        accepts: (value) => judges.every((judge) => judge.validate(value, args(value)) !== false),
      };
    });
}

/** A field of a type that says more of a value is one of those decorators more. */
function ofScalar(column: Column): readonly ColumnValidator[] {
  const { kind, type: declared } = column;
  const type = declared === null ? null : getNamedType(declared);
  const isEmail = kind === stringKind && type?.name === 'EmailAddress';
  if (type === null || !(isEmail || isScalarOver(kind))) {
    return [];
  }
  const accepts = (value: unknown): boolean =>
    isEmail ? isEmailAddress(String(value)) : isKept(column, value);
  return [{ name: decoratorOf(type.name), constraints: [], each: kind.isList, accepts }];
}

/** The decorators that refuse what a cell holds; null is no business of theirs. */
export function refusing(column: Column, cell: Cell): readonly ColumnValidator[] {
  const value = propertyOf(column, cell);
  if (value === null) {
    return [];
  }
  return validatorsOf(column).filter(({ each, accepts }) =>
    each && Array.isArray(value) ? !value.every((item) => accepts(item)) : !accepts(value),
  );
}
