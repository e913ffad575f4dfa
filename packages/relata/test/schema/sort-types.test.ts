import { buildSchema, printType } from 'graphql';
import { sortTypes } from '../../src/schema/types/sort-types.js';

const UNSORTED = buildSchema(`
  type Query implements Named & Aged { name(b: Int, a: Int): String age: Int }
  interface Thing implements Named & Aged { name(b: Int, a: Int): String age: Int }
  interface Named { name(b: Int, a: Int): String }
  interface Aged { age: Int }
  union Found = Query | Box | Apple
  type Box { b: Int a: Int }
  type Apple { z: Int }
  input Wish { b: Int a: Int }
  enum Size { SMALL LARGE }
`);

describe('types in their order', () => {
  const sorted = sortTypes(UNSORTED.getTypeMap());

  it('stand by name, those of introspection as they are', () => {
    const names = Object.keys(sorted);
    expect(names).toEqual([...names].sort());
    expect(sorted['__Type']).toBe(UNSORTED.getType('__Type'));
  });

  it.each([
    ['Query', 'type Query implements Aged & Named { age: Int name(a: Int, b: Int): String }'],
    ['Thing', 'interface Thing implements Aged & Named { age: Int name(a: Int, b: Int): String }'],
    ['Found', 'union Found = Apple | Box | Query'],
    ['Box', 'type Box { a: Int b: Int }'],
    ['Wish', 'input Wish { a: Int b: Int }'],
  ])('have what is in them by name: %s', (name, text) => {
    const type = sorted[name];
    expect(type && printType(type).replaceAll(/\s+/g, ' ')).toBe(text);
  });

  it('leave values of enums in the order of the model', () => {
    const { Size: size } = sorted;
    expect(size && printType(size).match(/[A-Z]{2,}/g)).toEqual(['SMALL', 'LARGE']);
  });
});
