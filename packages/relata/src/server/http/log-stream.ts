import type { Settings } from '../../settings.js';

/** What stands in the text of a line, or says nothing to whoever sits there. */
const HIDDEN = 'pid,hostname,method,path,status,ms,address,reqId';

/** Where lines of the log are written to. */
interface WrittenTo {
  readonly isTTY?: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output by default. */
  readonly destination?: NodeJS.WritableStream;
}

/**
 * What pino is told of where it writes: nothing for JSON, which it writes by itself. What makes lines pretty is loaded only
 * where they are.
 */
export async function logStream(
  { logFormat }: Pick<Settings, 'logFormat'>,
  { isTTY, env, destination }: WrittenTo = { isTTY: process.stdout.isTTY, env: process.env },
): Promise<{ readonly stream?: { write(line: string): void } }> {
  if (logFormat === 'json' || (logFormat === 'auto' && isTTY !== true)) {
    return {};
  }
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    // https://no-color.org
    colorize: isTTY === true && (env['NO_COLOR'] ?? '') === '',
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: (line, messageKey) => textOf(line as Line, messageKey),
    ignore: HIDDEN,
    sync: true,
    ...(destination === undefined ? {} : { destination }),
  });
  return { stream };
}

/** A line, as far as it is looked at here. */
type Line = Readonly<Record<string, string | number | undefined>>;

/** An answer tells what was asked; anything else of a request tells its id, which its client has been told, too. */
function textOf(line: Line, messageKey: string): string {
  const message = String(line[messageKey]);
  if (line['path'] !== undefined && line['ms'] !== undefined) {
    const { method, path, status, ms } = line;
    return `${message} ${String(method)} ${String(path)} ${String(status)} in ${String(ms)} ms`;
  }
  return line['reqId'] === undefined ? message : `${message} (request ${String(line['reqId'])})`;
}
