import { GraphiQL } from 'graphiql';
import { useEffect, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { EXAMPLES } from './examples.js';
import { fetcherOf, signOut } from './fetch-graphql.js';
import { provideMonacoWorkers } from './monaco-workers.js';
import { namespacedStorage } from './namespaced-storage.js';
import { PlanButton } from './plan-button.js';
import { PlanSwitch } from './plan-switch.js';
import { SignIn } from './sign-in.js';
import { SignInStatus } from './sign-in-status.js';

const NAMESPACE = 'relata';
const storage = namespacedStorage(NAMESPACE);
const signIn = new SignIn(NAMESPACE);
const plans = new PlanSwitch();
const fetcher = fetcherOf(signIn, plans);

const exampleTabs = EXAMPLES.map(({ query, variables }) => ({
  query,
  variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
}));

// GraphiQL shows the first tab's query on a first visit, and without this none of its variables.
const firstVariables = exampleTabs[0]?.variables ?? '';
const isFirstVisit = storage.getItem('graphiql:tabState') === null;

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
      fetcher={fetcher}
      storage={storage}
      defaultTabs={exampleTabs}
      {...(isFirstVisit ? { initialVariables: firstVariables } : {})}
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <SignInStatus signIn={signIn} onSignOut={() => void signOut(signIn)} />
        <a className="relata-logo" href="/graphql">
          Relata
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy, merge }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <PlanButton plans={plans} />
          </>
        )}
      </GraphiQL.Toolbar>
      <SystemTheme />
    </GraphiQL>
  );
}

provideMonacoWorkers();
const root = document.querySelector('#playground');
if (root !== null) createRoot(root).render(<Playground />);
