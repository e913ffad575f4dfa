import { getNamedType, GraphQLObjectType } from 'graphql';
import type { EntityProperty } from '@mikro-orm/core';
import type { Kind, KindColumn } from '../kind.js';
import { documentKind } from './document.js';
import { documentInput } from './document-input.js';
import { documentClassOf } from './json-of.js';
import { sampleOf, samplesOf } from './document-samples.js';
import { type DocumentShape, shapeOf } from './shape.js';
import { storedDocument } from './stored-document.js';

/** A kind of documents of one class. */
export interface DocumentOver extends Kind {
  readonly shape: DocumentShape;
}

/** A kind of documents under the type of a field; any other kind as it is. */
export function underObject(base: Kind, property: EntityProperty, type: KindColumn['type']): Kind {
  const named = type === null ? null : getNamedType(type);
  return base === documentKind && named instanceof GraphQLObjectType
    ? documentOf(shapeOf(named, documentClassOf(property)))
    : base;
}

/** The kind of documents, or of parts of them, of a shape. */
export function documentOf(shape: DocumentShape): DocumentOver {
  const over: DocumentOver = {
    ...documentKind,
    shape,
    member: { form: 'object' },
    inputType: () => documentInput(shape),
    store: (value, { maxLength }, limits) =>
      storedDocument(shape, value, {
        ...limits,
        textCharacters: maxLength ?? limits.textCharacters,
      }),
    samples: () => samplesOf(shape),
    sample: (number, mark) => sampleOf(shape, number, mark),
  };
  return over;
}

/** Whether a kind is one of documents whose members are known. */
export function isDocument(kind: Kind): kind is DocumentOver {
  return 'shape' in kind;
}
