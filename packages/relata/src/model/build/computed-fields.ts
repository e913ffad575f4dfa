import { StartupError } from '../../errors.js';
import { computedNamesOf, propertyDeclarationOf } from '../declarations.js';
import type { Column, Model } from '../model.js';

/**
 * The fields of a model that code makes of its columns, each with all of these, those of other such fields included.
 * @throws StartupError for what is no such field, and for needs that no column and no such field is
 */
export function computedFieldsOf(model: Model): ReadonlyMap<string, readonly Column[]> {
  return new Map(
    computedNamesOf(model.target).map((name) => {
      checkField(model, name);
      return [name, [...new Set(columnsNeeded(model, name, []))]];
    }),
  );
}

function checkField(model: Model, name: string): void {
  const place = `${model.name}.${name}`;
  if (model.columns.has(name) || model.relations.has(name)) {
    throw new StartupError(`${place} is computed and cannot be a column or a relation as well`);
  }
  if (model.declaredType.getFields()[name] === undefined) {
    throw new StartupError(
      `${place} is computed and no field of that name: give it @Field() without \`name\``,
    );
  }
}

/** @param path - the computed fields that lead here */
function columnsNeeded(model: Model, name: string, path: readonly string[]): readonly Column[] {
  if (path.includes(name)) {
    const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
    throw new StartupError(`${model.name}: computed fields need each other: ${circle}`);
  }
  const { needs = [] } = propertyDeclarationOf(model.target, name);
  return needs.flatMap((need) =>
    propertyDeclarationOf(model.target, need).needs === undefined
      ? columnNeeded(model, name, need)
      : columnsNeeded(model, need, [...path, name]),
  );
}

function columnNeeded(model: Model, name: string, need: string): Column {
  const place = `${model.name}.${name} needs ${need}`;
  if (model.relations.has(need)) {
    throw new StartupError(
      `${place}, which is a relation: load what it leads to in the field, or declare what it shows as a field of ${model.relations.get(need)?.target.name ?? ''}`,
    );
  }
  const column = model.columns.get(need);
  if (column === undefined) {
    throw new StartupError(
      `${place}, which is no column of a kind in docs/adding-a-model.md and no computed field`,
    );
  }
  const { hashOf, isSecret } = propertyDeclarationOf(model.target, need);
  if (hashOf !== undefined || isSecret === true) {
    throw new StartupError(`${place}, which is a secret: no field is made of one`);
  }
  return column;
}
