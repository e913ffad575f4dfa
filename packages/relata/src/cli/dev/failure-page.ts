import type { IncomingMessage, ServerResponse } from 'node:http';
import { wantsPage } from '../../server/playground/wants-page.js';
import type { FailureReport } from './report.js';

const STYLE = `
  body { margin: 0; background: #fff; color: #3b4c68; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 80ch; margin: 12vh auto 0; padding: 0 24px; }
  h1 { font-size: 24px; font-weight: 600; color: #b00573; }
  pre, code { font: 14px/1.5 ui-monospace, monospace; }
  pre { overflow-x: auto; padding: 12px; background: #eef0f4; border-radius: 8px; }
  @media (prefers-color-scheme: dark) {
    body { background: hsl(219, 29%, 18%); color: #c8d0de; }
    h1 { color: #ff7eb0; }
    pre { background: hsl(219, 29%, 12%); }
  }`;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/** Time after which the page looks again. */
const REFRESH_SECONDS = 2;

/** Answers while an application does not start: a page for browsers, a GraphQL error for programs. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  failure: FailureReport,
): void {
  const head = { 'cache-control': 'no-store', 'retry-after': '1' };
  if (wantsPage(request)) {
    response
      .writeHead(503, {
        ...head,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
      })
      .end(pageOf(failure));
  } else {
    const where = failure.place === null ? '' : `${failure.place}: `;
    const message = `The application does not start: ${where}${failure.message}`;
    response
      .writeHead(503, { ...head, 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }] }));
  }
}

function pageOf({ place, message, excerpt }: FailureReport): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}">
    <title>Relata: the application does not start</title>
    <style>${STYLE}
    </style>
  </head>
  <body>
    <main>
      <h1>The application does not start</h1>
      ${place === null ? '' : `<p><code>${escaped(place)}</code></p>`}
      <pre role="alert">${escaped(message)}${excerpt === '' ? '' : `\n\n${escaped(excerpt)}`}</pre>
      <p>Change the file and save it: this page goes on by itself.</p>
    </main>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
