import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where in an application something failed, and what. */
export interface FailurePlace {
  /** The file, from the folder of the application. */
  readonly file: string;
  readonly line: number | null;
  /** One line. */
  readonly message: string;
}

/** How the compiler shows a fault: a line of its message names the place. */
const COMPILER_PLACE = /[,╭][-─]\[(.+):(\d+):\d+\]/;
/** A frame of a stack, and the line before the message of a fault in how modules fit together. */
const FRAME = /(?:^|[\s(])((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s()]*?):(\d+)(?::\d+)?\)?$/;
const IMPORTED_FROM = /imported from (.+)$/;

/**
 * The place in the files of an application that an error comes from; null where it comes from elsewhere, from the engine or
 * a package.
 * @param folder - of the application
 */
export function failurePlaceOf(error: Error, folder: string): FailurePlace | null {
  const compiler = COMPILER_PLACE.exec(error.message);
  if (compiler !== null) {
    const [, path = '', line] = compiler;
    const [fault = ''] = error.message.trim().split('\n');
    return placeAt(folder, path, { line, message: fault.replace(/^[x×]\s+/, '') });
  }
  const message = `${error.name}: ${withoutFolder(firstLineOf(error), folder)}`;
  const importer = IMPORTED_FROM.exec(firstLineOf(error))?.[1];
  if (importer !== undefined) {
    return placeAt(folder, importer, { message });
  }
  for (const text of (error.stack ?? '').split('\n')) {
    const [, path = '', line] = FRAME.exec(text) ?? [];
    const place = path === '' ? null : placeAt(folder, path, { line, message });
    if (place !== null) {
      return place;
    }
  }
  return null;
}

/** In one line. */
export function placeText({ file, line, message }: FailurePlace): string {
  return `${file}${line === null ? '' : `:${String(line)}`}: ${message}`;
}

interface Fault {
  readonly line?: string | undefined;
  readonly message: string;
}

function placeAt(folder: string, path: string, { line, message }: Fault): FailurePlace | null {
  const absolute = path.startsWith('file:') ? fileURLToPath(path) : path;
  const file = relative(folder, absolute).replaceAll(sep, '/');
  const isOutside = file.startsWith('../') || isAbsolute(file);
  const isEngine = !relative(import.meta.dirname, absolute).startsWith('..');
  return isOutside || isEngine || file.split('/').includes('node_modules')
    ? null
    : { file, line: line === undefined ? null : Number(line), message };
}

function firstLineOf({ message }: Error): string {
  return message.split('\n', 1)[0] ?? '';
}

/** A text with paths as they are in the folder of the application. */
export function withoutFolder(text: string, folder: string): string {
  return text.replaceAll(`${folder}${sep}`, '');
}
