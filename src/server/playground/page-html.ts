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
  "<rect width='32' height='32' rx='7' fill='%23d60690'/>" +
  "<g stroke='white' stroke-width='2.5' fill='white'>" +
  "<path fill='none' d='M10 9v14M10 9l13 7M10 23l13-7'/>" +
  "<circle cx='10' cy='9' r='3'/><circle cx='10' cy='23' r='3'/><circle cx='23' cy='16' r='3'/>" +
  '</g></svg>';

/**
 * The page that loads GraphiQL.
 * @param assets - the path its files are under, without a slash at the end
 */
export function pageHtml(assets: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>Relata</title>
    <link rel="icon" href="${ICON}">
    <style>
      .loading { margin: 0; padding-top: 45vh; text-align: center; font: 16px system-ui, sans-serif; }
      @media (prefers-color-scheme: dark) { body { background: hsl(219, 29%, 18%); color: #ccc; } }
    </style>
    <link rel="stylesheet" href="${assets}/page.css">
    <script type="module" src="${assets}/page.js"></script>
  </head>
  <body>
    <div id="playground"><p class="loading">Loading the playground …</p></div>
    <noscript>The playground needs JavaScript. Programs send their queries to /graphql by POST.</noscript>
  </body>
</html>
`;
}
