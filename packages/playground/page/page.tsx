import { useGraphiQL } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useLayoutEffect, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import { AccountMenu } from './sign-in/account-menu.js';
import { EditorColors } from './graphiql/editor-colors.js';
import { fetcherOf } from './fetch-graphql.js';
import { FilledExample } from './filled-example.js';
import { variablesText } from './fill-variables.js';
import { HistoryNames } from './graphiql/history-names.js';
import { provideMonacoWorkers } from './graphiql/monaco-workers.js';
import { namespacedStorage } from './graphiql/namespaced-storage.js';
import { type PageFacts, pageFactsOf } from './page-facts.js';
import { PlanButton } from './plan/plan-button.js';
import { PlanPanel } from './plan/plan-panel.js';
import { PlanStore } from './plan/plan-store.js';
import { refreshOf } from './sign-in/refresh-sign-in.js';
import { SignInActions } from './sign-in/sign-in-actions.js';
import { SignIn } from './sign-in/sign-in.js';
import { SystemTheme } from './graphiql/system-theme.js';

const NAMESPACE = 'relata';
/** Below this many pixels the panes are stacked; the style sheet says the same. */
const STACKED_BELOW = 800;

/** Makes what the parts of the page share. */
function partsOf({ cookies, accounts, examples }: PageFacts) {
  const signIn = new SignIn({ namespace: NAMESPACE, cookies });
  const plans = new PlanStore();
  const refresh = refreshOf(signIn);
  const own = fetcherOf({ signIn, refresh });
  return {
    accounts,
    examples,
    tabs: examples.map((example) => ({
      query: example.query,
      variables: variablesText(example),
    })),
    signIn,
    plans,
    /** For operations of the visitor. */
    fetcher: fetcherOf({ signIn, refresh, plans }),
    /** For operations of the page itself. */
    own,
    actions: new SignInActions(signIn, own),
    storage: namespacedStorage(NAMESPACE),
  };
}

type PlaygroundProps = ReturnType<typeof partsOf>;

/** Tells the plans which tab is open, before anything can be sent from it. */
function OpenTab({ plans }: Pick<PlaygroundProps, 'plans'>): null {
  const id = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id ?? '');
  useLayoutEffect(() => {
    plans.openTab(id);
  }, [plans, id]);
  return null;
}

function Playground(parts: PlaygroundProps): JSX.Element {
  const { accounts, examples, tabs, signIn, plans, fetcher, own, actions, storage } = parts;
  return (
    <>
      <header className="relata-header">
        <h1>
          <a href="graphql">Relata</a>
        </h1>
        <AccountMenu signIn={signIn} actions={actions} accounts={accounts} />
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={storage}
          defaultTabs={tabs}
          defaultEditorToolsVisibility={window.innerWidth < STACKED_BELOW ? false : 'variables'}
          inputValueDeprecation
          schemaDescription
        >
          {/* The name stands in the header. */}
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
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
          <GraphiQL.Footer>
            <PlanPanel plans={plans} />
          </GraphiQL.Footer>
          <SystemTheme />
          <EditorColors />
          <HistoryNames />
          <OpenTab plans={plans} />
          <FilledExample examples={examples} fetcher={own} signIn={signIn} />
        </GraphiQL>
      </main>
    </>
  );
}

const root = document.querySelector<HTMLElement>('#playground');
if (root !== null) {
  provideMonacoWorkers();
  const parts = partsOf(pageFactsOf(root));
  document.querySelector('#shell')?.remove();
  createRoot(root).render(<Playground {...parts} />);
  void parts.actions.restore();
}
