import pino from 'pino';
import type { TestApi } from '../api.js';

/** Has an application whose log is silent write it here from now on. @returns its lines so far */
export function logLines({ app }: TestApi): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const { log } = app.server.fastify;
  log.level = 'error';
  Object.assign(log, {
    [pino.symbols.streamSym]: {
      write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>),
    },
  });
  return lines;
}
