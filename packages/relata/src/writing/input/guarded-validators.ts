import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Model } from '../../model/model.js';

/** What a validator threw, or rejected with, instead of saying whether a value is good. */
export interface Thrown {
  readonly property: string;
  readonly error: unknown;
}

// Of rows that are being validated; they live as long as their validation.
const thrown = new WeakMap<object, Thrown[]>();
// Validators belong to class-validator's container and are shared by all: each is guarded once.
const guarded = new WeakSet();
// Whether there is anything to check in a model: known once its class is.
const checked = new WeakMap<Model, 'some' | 'none'>();

/**
 * Has the validators of a model tell what they throw of which property: class-validator lets it
 * through, or nobody wait for it.
 * @returns whether the model has validators
 */
export function guardValidators(model: Model): boolean {
  const has = getOrMake(checked, model, () => {
    const storage = getMetadataStorage();
    const found = storage.getTargetValidationMetadatas(model.target, '', false, false);
    for (const { constraintCls } of found) {
      const constraints =
        (constraintCls as unknown) === undefined
          ? []
          : storage.getTargetValidatorConstraints(constraintCls);
      for (const { instance } of constraints) {
        guard(instance);
      }
    }
    return found.length > 0 ? 'some' : 'none';
  });
  return has === 'some';
}

/** Begins to gather what the validators of a row throw. */
export function gatherThrown(row: object): readonly Thrown[] {
  const gathered: Thrown[] = [];
  thrown.set(row, gathered);
  return gathered;
}

interface Validator {
  validate(value: unknown, args?: ValidationArguments): Promise<boolean> | boolean;
}

function guard(validator: Validator): void {
  if (guarded.has(validator)) {
    return;
  }
  guarded.add(validator);
  const validate = validator.validate.bind(validator);
  validator.validate = (value, args) => {
    const note = (error: unknown): true => {
      const gathered = args === undefined ? undefined : thrown.get(args.object);
      if (args === undefined || gathered === undefined) {
        throw error;
      }
      gathered.push({ property: args.property, error });
      return true;
    };
    try {
      const result = validate(value, args);
      return result instanceof Promise ? result.catch(note) : result;
    } catch (error) {
      return note(error);
    }
  };
}
