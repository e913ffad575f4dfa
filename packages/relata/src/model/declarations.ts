import { getOrMake } from '../cache/get-or-make.js';
/** What a model file says beyond the metadata of the two libraries. */
export interface ModelDeclaration {
  /** Plural of the class name where adding `s` is wrong: `People`. */
  readonly plural?: string;
  /** Order of lists for which none is asked. */
  readonly orderBy?: ModelOrder;
}

/** One thing to order by, as the API takes it: `{ name: 'ASC' }`, `{ author: { username: 'DESC' } }`; or several. */
export type ModelOrder = OrderPart | readonly OrderPart[];

interface OrderPart {
  readonly [name: string]: string | OrderPart;
}

/**
 * What is wrong with a secret that is to be kept as a hash, or null.
 * @param row - the other values given for the row, by property
 */
export type SecretRule = (secret: string, row: Readonly<Record<string, unknown>>) => string | null;

/** What a property says beyond the ORM's metadata. */
export interface PropertyDeclaration {
  /** Name of the connection on the other side of a to-one relation, or false for none. */
  readonly reverse?: string | false;
  /** Name of the hidden property that holds the caseless key of this one. */
  readonly caselessKey?: string;
  /** Whether clients may not set it, though they see it. */
  readonly isReadOnly?: boolean;
  /** Input field of which this column keeps a hash. */
  readonly hashOf?: {
    readonly name: string;
    readonly description: string;
    readonly rule: SecretRule;
  };
  /** Whether it counts the changes of its row. */
  readonly isVersion?: boolean;
  /** Of a relation that makes a tree: what the ways up and down are called, false for none. */
  readonly tree?: TreeNames;
  /** Why clients should not use it any more. */
  readonly deprecationReason?: string;
  /** Whether nobody may see its values, in logs neither. */
  readonly isSecret?: boolean;
  /** The attribute of viewers that it must be equal to, where it says whose the row is. */
  readonly tenant?: { readonly attribute: string };
  /** Whether a new row points to the viewer here. */
  readonly isSetByViewer?: boolean;
  /** Columns and fields that it is computed of; undefined where it is not computed. */
  readonly needs?: readonly string[];
  /** What the field means, for people who read the schema. */
  readonly description?: string;
  /** What it means to set the field, where that is not said by what it means to read it. */
  readonly inputDescription?: string;
}

/** What a row calls the rows above it and below it. */
export interface TreeNames {
  readonly ancestors: string | false;
  readonly descendants: string | false;
}

type Constructor = abstract new (...args: never[]) => object;

// Filled while model files load, read when the catalog is built: the classes own their entries.
const modelDeclarations = new WeakMap<object, ModelDeclaration>();
const propertyDeclarations = new WeakMap<object, Map<string, PropertyDeclaration>>();

/** Remembers what a class decorator says. */
export function declareModel(target: object, declaration: ModelDeclaration): void {
  modelDeclarations.set(target, declaration);
}

/** Remembers what a property decorator says; later words are added to earlier ones. */
export function declareProperty(
  prototype: object,
  name: string,
  declaration: PropertyDeclaration,
): void {
  const known = getOrMake(propertyDeclarations, prototype, () => new Map());
  known.set(name, { ...known.get(name), ...declaration });
}

/** What a model class declared; empty where it declared nothing. */
export function modelDeclarationOf(target: Constructor): ModelDeclaration {
  return modelDeclarations.get(target) ?? {};
}

/** What a property declared, on the class itself or on one it extends. */
export function propertyDeclarationOf(target: Constructor, name: string): PropertyDeclaration {
  let prototype = target.prototype as object | null;
  while (prototype !== null) {
    const declaration = propertyDeclarations.get(prototype)?.get(name);
    if (declaration !== undefined) {
      return declaration;
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return {};
}

/** Names of the computed properties of a class, and of those it extends. */
export function computedNamesOf(target: Constructor): readonly string[] {
  const names = new Set<string>();
  let prototype = target.prototype as object | null;
  while (prototype !== null) {
    for (const [name, { needs }] of propertyDeclarations.get(prototype) ?? []) {
      if (needs !== undefined) {
        names.add(name);
      }
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...names];
}

/** Whether a class was declared as a model. */
export function isDeclaredModel(target: Constructor): boolean {
  return modelDeclarations.has(target);
}
