import { type ASTNode, type DocumentNode, Kind, visit } from 'graphql';
import type { Values } from './draft.js';
import { LONG_KEY, ODD_KEYS } from './workshop.js';

/** What is to be seen of a document without knowing what it means: directives, fragments, variables, aliases. */
export function wordsOf(document: DocumentNode, values: Values): readonly string[] {
  const words: string[] = [];
  visit(document, {
    Directive: ({ name, arguments: args }, _key, _parent, _path, ancestors) => {
      const how = args?.[0]?.value.kind === Kind.VARIABLE ? 'variable' : 'literal';
      const on = (ancestors.at(-1) as ASTNode).kind;
      words.push(`@${name.value} ${how}`, `@${name.value} on ${on}`);
    },
    InlineFragment: ({ typeCondition }) => {
      words.push(typeCondition === undefined ? 'inline fragment' : 'inline fragment on a type');
    },
    FragmentSpread: () => {
      words.push('named fragment');
    },
    VariableDefinition: ({ variable, defaultValue }) => {
      const value = values[variable.name.value];
      const given = value === null ? 'null' : value === undefined ? 'left out' : 'given';
      words.push(`variable ${given}${defaultValue === undefined ? '' : ', with a default'}`);
    },
    Field: ({ alias, arguments: args }) => {
      words.push(...wordsOfKey(alias?.value ?? ''));
      for (const { name, value } of args ?? []) {
        const place = value.kind === Kind.VARIABLE ? 'as' : 'within';
        visit(value, {
          Variable: () => {
            words.push(`variable ${place} ${name.value}`);
          },
        });
      }
    },
  });
  return words;
}

function wordsOfKey(key: string): readonly string[] {
  if (key.startsWith(LONG_KEY)) {
    return ['alias of many characters'];
  }
  return ODD_KEYS.includes(key) ? ['alias like a member of objects'] : [];
}
