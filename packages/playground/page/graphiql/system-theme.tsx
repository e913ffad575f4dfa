import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Keeps the page in the colours that were chosen, or those of the system while none were. GraphiQL
 * picks the editor's colours once: without this they stay behind when the system goes from light
 * to dark while the page is open.
 */
export function SystemTheme(): null {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const show = (): void => {
      document.documentElement.dataset['theme'] = theme ?? (system.matches ? 'dark' : 'light');
    };
    show();
    if (theme !== null) return;
    const follow = (): void => {
      show();
      setTheme(null);
    };
    system.addEventListener('change', follow);
    return () => {
      system.removeEventListener('change', follow);
    };
  }, [theme, setTheme]);
  return null;
}
