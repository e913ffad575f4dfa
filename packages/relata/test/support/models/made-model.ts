import { Access } from '../../../src/access/access.js';
import { everyone } from '../../../src/access/rules.js';
import { Model } from '../../../src/model/decorators.js';
import { BaseModel } from '../../../src/model/base-model.js';
import type { Models } from '../../../src/database/orm.js';

/** Says what a property is: what decorators would. */
export type Decorate = (prototype: object) => void;

let made = 0;

/**
 * A model of one test, with a name of its own, decorated by functions.
 * @param decorate - decorates its prototype
 * @param base - what it extends
 */
export function makeModel(
  decorate: Decorate,
  base: abstract new () => object = BaseModel,
): Models[number] {
  made += 1;
  const name = `Made${String(made)}`;
  const { [name]: MadeModel } = { [name]: class extends base {} };
  if (MadeModel === undefined) {
    throw new TypeError('A class was made a moment ago');
  }
  decorate(MadeModel.prototype);
  Access({ read: everyone, create: everyone, update: everyone, delete: everyone })(MadeModel);
  Model({ description: 'A model of one test.' })(MadeModel);
  return MadeModel;
}
