import { fallbackOf, type Variable } from './variable.js';
import { VARIABLES } from './variables.js';

/** The text of `.env.example`: each variable with its comment and its default, none of them active. */
export function envExample(): string {
  const groups: readonly Readonly<Record<string, Variable<Value>>>[] = Object.values(VARIABLES);
  const blocks = groups.map((group) =>
    Object.values(group)
      .map(
        (each) => `# ${each.comment}\n#${each.name}=${textOf(fallbackOf(each, 'development'))}\n`,
      )
      .join(''),
  );
  return `# Copy to .env and remove the # from what you want to change.\n\n${blocks.join('\n')}`;
}

type Value = string | number | boolean | null | readonly string[];

function textOf(value: Value): string {
  return typeof value === 'object' ? (value ?? []).join(',') : String(value);
}
