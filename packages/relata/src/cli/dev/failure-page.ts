import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { wantsPage } from '../../server/playground/wants-page.js';
import type { FailureReport } from './report.js';

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; background: #fff; color: #3b4c68; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 80ch; margin: min(12vh, 64px) auto 24px; padding: 0 24px; }
  h1 { margin: 0 0 16px; font-size: 24px; line-height: 1.25; font-weight: 600; color: #b00573; }
  code, pre { font: 14px/1.5 ui-monospace, monospace; }
  p { overflow-wrap: anywhere; }
  [role='alert'] { white-space: pre-wrap; font-weight: 600; }
  pre { overflow-x: auto; padding: 12px; background: #eef0f4; border-radius: 8px; }
  pre strong { color: #b00573; }
  @media (prefers-color-scheme: dark) {
    body { background: hsl(219, 29%, 18%); color: #c8d0de; }
    h1, pre strong { color: #ff7eb0; }
    pre { background: hsl(219, 29%, 12%); }
  }`;

/** Time after which the page looks again. */
const REFRESH_SECONDS = 2;

/** Reloads where there is something else to show: a reader may have selected something, or be in a long line. */
const SCRIPT = `
      const { report } = document.documentElement.dataset;
      const look = async () => {
        const answer = await fetch('', { headers: { accept: 'text/html' } }).catch(() => null);
        const text = await answer?.text().catch(() => undefined);
        if (text === undefined || text.includes(report)) setTimeout(look, ${String(REFRESH_SECONDS * 1000)});
        else location.reload();
      };
      void look();
    `;

const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${digestOf(SCRIPT)}'`,
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers while an application does not run: a page for browsers, a GraphQL error for programs. */
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
    const message = `The application ${failure.state}: ${where}${failure.message}`;
    response
      .writeHead(503, { ...head, 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }] }));
  }
}

function pageOf(failure: FailureReport): string {
  const { place, state, message, excerpt } = failure;
  return `<!doctype html>
<html lang="en" data-report="${digestOf(JSON.stringify(failure))}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <noscript><meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}"></noscript>
    <title>Relata: the application ${state}</title>
    <style>${STYLE}
    </style>
    <script>${SCRIPT}</script>
  </head>
  <body>
    <main>
      <h1>The application ${state}</h1>
      ${place === null ? '' : `<p><code>${escaped(place)}</code></p>`}
      <p role="alert">${escaped(message)}</p>
      ${excerpt === '' ? '' : `<pre tabindex="0">${excerpt.split('\n').map(lineOf).join('\n')}</pre>`}
      <p>It is tried again when a file changes, and this page goes on by itself.</p>
    </main>
  </body>
</html>
`;
}

/** A line of an excerpt; that of the fault stands out. */
function lineOf(line: string): string {
  return line.startsWith('>') ? `<strong>${escaped(line)}</strong>` : escaped(line);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
