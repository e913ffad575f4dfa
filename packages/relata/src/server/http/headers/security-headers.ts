import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

/** Without what says nothing of an answer that no browser shows as a page. */
const OF_DATA: HelmetOptions = {
  crossOriginOpenerPolicy: false,
  // The content security policy says it, too.
  xFrameOptions: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The headers of every answer. */
export function securityHeaders(): Readonly<Record<string, string>> {
  return saidBy(OF_DATA);
}

/** The headers of pages, which have a content security policy of their own beside. */
export function pageHeaders(): Readonly<Record<string, string>> {
  return saidBy({});
}

// It says the same each time, so it is asked once by whoever needs it.
function saidBy(options: HelmetOptions): Readonly<Record<string, string>> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const addTo = helmet({
    ...options,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  addTo(response.req, response, () => undefined);
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
