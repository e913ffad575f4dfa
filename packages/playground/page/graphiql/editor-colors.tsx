import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

/** Of one of the two themes: grounds, what stands out on them, and texts. */
interface Palette {
  readonly base: 'vs' | 'vs-dark';
  readonly ground: string;
  readonly accent: string;
  readonly text: string;
  readonly lineNumber: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** By the names that GraphiQL gives its themes, in whose place these come. */
const PALETTES: Readonly<Record<string, Palette>> = {
  'graphiql-LIGHT': {
    base: 'vs',
    ground: '#ffffff',
    accent: '#bd0580',
    text: '#1f2a3d',
    lineNumber: '#5b6678',
    tokens: {
      comment: '#4b6350',
      number: '#0a6b47',
      'argument.identifier.gql': '#4f46b8',
      'string.key.json': '#9b1b1b',
      'string.value.json': '#0b5394',
    },
  },
  'graphiql-DARK': {
    base: 'vs-dark',
    ground: '#212a3b',
    accent: '#ff75a6',
    text: '#dbe2ee',
    lineNumber: '#9aa6ba',
    tokens: {
      comment: '#94b894',
      'argument.identifier.gql': '#b3afff',
      'string.key.json': '#9cdcfe',
      'string.value.json': '#e5a98c',
    },
  },
};

/** Gives the editors colours that can be read on their grounds, which Monaco's own cannot all. */
export function EditorColors(): null {
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => {
    for (const [name, palette] of Object.entries(PALETTES)) {
      monaco?.editor.defineTheme(name, {
        base: palette.base,
        inherit: true,
        colors: colorsOf(palette),
        rules: Object.entries(palette.tokens).map(([token, foreground]) => ({ token, foreground })),
      });
    }
  }, [monaco]);
  return null;
}

function colorsOf({ ground, accent, text, lineNumber }: Palette): Record<string, string> {
  const soft = `${accent}26`;
  return {
    'editor.background': '#ffffff00',
    'editor.foreground': text,
    'editorLineNumber.foreground': lineNumber,
    'editorLineNumber.activeForeground': text,
    'scrollbar.shadow': '#ffffff00',
    'textLink.foreground': accent,
    'textLink.activeForeground': accent,
    'editorLink.activeForeground': accent,
    'editorHoverWidget.background': ground,
    'editorWidget.background': ground,
    'editorWidget.resizeBorder': accent,
    'editorSuggestWidget.background': ground,
    'editorSuggestWidget.selectedBackground': soft,
    'editorSuggestWidget.selectedForeground': accent,
    'list.hoverBackground': soft,
    'list.highlightForeground': accent,
    'list.focusHighlightForeground': accent,
    'menu.background': ground,
    'menu.selectionBackground': soft,
    'menu.selectionForeground': accent,
    'quickInput.background': ground,
    'quickInputList.focusBackground': soft,
    'quickInputList.focusForeground': text,
    'pickerGroup.foreground': accent,
    focusBorder: accent,
  };
}
