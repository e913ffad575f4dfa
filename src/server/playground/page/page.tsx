import { GraphiQL } from 'graphiql';
import { useEffect, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { EXAMPLES } from './examples.js';
import { fetchGraphQL } from './fetch-graphql.js';
import { provideMonacoWorkers } from './monaco-workers.js';
import { namespacedStorage } from './namespaced-storage.js';

const storage = namespacedStorage('relata');

const exampleTabs = EXAMPLES.map(({ query, variables }) => ({
  query,
  variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
}));

/**
 * GraphiQL picks the editor's colours once; without this they stay behind when the system goes
 * from light to dark while the page is open.
 */
function SystemTheme(): null {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme !== null) return;
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => {
      setTheme(null);
    };
    system.addEventListener('change', follow);
    return () => {
      system.removeEventListener('change', follow);
    };
  }, [theme, setTheme]);
  return null;
}

function Playground(): JSX.Element {
  return (
    <GraphiQL
      fetcher={fetchGraphQL}
      storage={storage}
      defaultTabs={exampleTabs}
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <a className="relata-logo" href="/graphql">
          Relata
        </a>
      </GraphiQL.Logo>
      <SystemTheme />
    </GraphiQL>
  );
}

provideMonacoWorkers();
const root = document.querySelector('#playground');
if (root !== null) createRoot(root).render(<Playground />);
