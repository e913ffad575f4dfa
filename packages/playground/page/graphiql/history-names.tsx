import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Has the operations of the history called by what they show: GraphiQL labels each of them "Set
 * active", so that a screen reader cannot tell one from the other.
 */
export function HistoryNames(): null {
  const plugin = useGraphiQL(({ visiblePlugin }) => visiblePlugin?.title);
  useEffect(() => {
    const panel = document.querySelector('.graphiql-plugin');
    if (plugin !== 'History' || panel === null) return;
    const rename = (): void => {
      for (const label of panel.querySelectorAll('.graphiql-history-item-label[aria-label]')) {
        label.removeAttribute('aria-label');
      }
    };
    rename();
    const observer = new MutationObserver(rename);
    observer.observe(panel, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
    };
  }, [plugin]);
  return null;
}
