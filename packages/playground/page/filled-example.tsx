import { useGraphiQL } from '@graphiql/react';
import { useEffect, useSyncExternalStore } from 'react';
import type { PlaygroundExample } from '../../relata/src/server/playground/playground-example.js';
import type { Fetcher } from './fetch-graphql.js';
import { fillVariables, variablesText } from './fill-variables.js';
import { dataOf } from './post-graphql.js';
import type { SignIn } from './sign-in/sign-in.js';

/** What {@link FilledExample} works with. */
export interface FilledExampleProps {
  readonly examples: readonly PlaygroundExample[];
  readonly fetcher: Fetcher;
  readonly signIn: SignIn;
}

/**
 * Fills the variables of an example when its tab is opened, with ids that this database has. What a
 * visitor wrote stays.
 */
export function FilledExample({ examples, fetcher, signIn }: FilledExampleProps): null {
  const { signedIn } = useSyncExternalStore(signIn.subscribe, signIn.state);
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]);
  const editor = useGraphiQL(({ variableEditor }) => variableEditor);
  const example = examples.find(({ title }) => title === tab?.title);
  const { id } = tab ?? {};
  useEffect(() => {
    if (example?.fill === undefined || editor === undefined) return;
    const { query, variables } = example.fill;
    let isOpen = true;
    const fill = async (): Promise<void> => {
      const data = dataOf(await fetcher({ query }));
      const found = data === null ? null : fillVariables(variables, data);
      if (isOpen && found !== null && editor.getValue() === variablesText(example)) {
        editor.setValue(JSON.stringify(found, null, 2));
      }
    };
    // An example that could not be filled says so when it is run.
    fill().catch(() => undefined);
    return () => {
      isOpen = false;
    };
  }, [id, example, editor, fetcher, signedIn]);
  return null;
}
