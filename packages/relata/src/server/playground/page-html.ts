import type { PlaygroundExample } from './playground-example.js';
import type { SampleAccount } from './sample-account.js';

/**
 * Only this origin, and no inline script. Monaco positions its lines by style attributes, hence
 * `unsafe-inline` for styles; its fonts and icons are `data:` addresses in the style sheet.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `#` is written `%23`: it would end a `data:` address. */
const ICON =
  'data:image/svg+xml,' +
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>" +
  "<rect width='32' height='32' rx='7' fill='%23c2057f'/>" +
  "<g stroke='white' stroke-width='2.5' fill='white'>" +
  "<path fill='none' d='M10 9v14M10 9l13 7M10 23l13-7'/>" +
  "<circle cx='10' cy='9' r='3'/><circle cx='10' cy='23' r='3'/><circle cx='23' cy='16' r='3'/>" +
  '</g></svg>';

/** What is seen until the page's own style sheet is there. */
const SHELL_STYLE = `
      body { margin: 0; background: #fff; color: #3b4c68; }
      #shell { min-height: 100dvh; display: grid; place-content: center; gap: 12px; padding: 0 24px; box-sizing: border-box; text-align: center; font: 16px/1.5 system-ui, sans-serif; }
      #shell h1 { margin: 0; font-size: 28px; font-weight: 600; color: #b00573; }
      #shell p, #shell div { margin: 0; }
      #shell .failed { max-width: 60ch; text-align: start; }
      #shell code { font: 14px ui-monospace, monospace; overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) {
        body { background: hsl(219, 29%, 18%); color: #c8d0de; }
        #shell h1 { color: #ff7eb0; }
      }`;

/** What the page has to know of the server it is served by. */
export interface PageFacts {
  /** The path of the page's files, without a slash at the end. */
  readonly assets: string;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
  /** Accounts of the sample data that can be signed in to here. */
  readonly accounts: readonly SampleAccount[];
  /** The tabs of a first visit. */
  readonly examples: readonly PlaygroundExample[];
}

/** The page: it loads its files, and shows a few words until they are there. */
export function pageOf({ assets, cookies, accounts, examples }: PageFacts): string {
  return frame(`
    <main id="shell">
      <h1>Relata</h1>
      <noscript>The playground needs JavaScript. Programs send their queries to this address by POST.</noscript>
      <p>Loading the playground …</p>
    </main>
    <div id="playground" data-cookies="${String(cookies)}" data-accounts="${escaped(JSON.stringify(accounts))}" data-examples="${escaped(JSON.stringify(examples))}"></div>
    <link rel="stylesheet" href="${assets}/page.css">
    <script type="module" src="${assets}/page.js"></script>`);
}

/** What is shown where the page was not built. */
export function pageWithout(): string {
  return frame(`
    <main id="shell">
      <h1>Relata</h1>
      <div class="failed" role="alert">
        <p>The playground was not built. <code>npm run build:playground</code> builds it; then reload this page.</p>
        <p>GraphQL itself is not affected: programs send it to this address by POST.</p>
      </div>
    </main>`);
}

function frame(body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>Relata</title>
    <link rel="icon" href="${ICON}">
    <style>${SHELL_STYLE}
    </style>
  </head>
  <body>${body}
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
