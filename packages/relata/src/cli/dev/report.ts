import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../../errors.js';
import { failurePlaceOf, withoutFolder } from '../../failure-place.js';
import { explainStartupFailure } from '../../startup-failure.js';

/** Why an application does not run, for the terminal and the page. */
export interface FailureReport {
  readonly state: 'does not start' | 'has ended';
  /** `src/models/post.ts:12`; null where no file is at fault. */
  readonly place: string | null;
  readonly message: string;
  /** The lines around the place, with their numbers. */
  readonly excerpt: string;
  /** Where in the engine or a package it failed: for the terminal alone, as it is full of paths of the machine. */
  readonly stack: string;
}

/** What the process of an application tells the one that started it. */
export type ProcessReport =
  | { readonly kind: 'ready'; readonly port: number; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: FailureReport }
  | { readonly kind: 'notice'; readonly text: string };

const LINES_BEFORE = 3;

/** Says what is wrong of an error that kept an application from starting. */
export function reportOf(error: unknown, folder = process.cwd()): FailureReport {
  const place =
    error instanceof Error && !(error instanceof StartupError)
      ? failurePlaceOf(error, folder)
      : null;
  if (place === null) {
    const text = explainStartupFailure(error, { folder }).replace(/^Relata did not start: /, '');
    const [message = '', ...frames] = text.split(/(?=\n\s+at )/);
    const stack = frames.join('').trimStart();
    return failed({ message: withoutFolder(message, folder), stack });
  }
  const { file, line, message } = place;
  return failed({
    place: line === null ? file : `${file}:${String(line)}`,
    message,
    excerpt: line === null ? '' : excerptOf(join(folder, file), line),
  });
}

/** Says of a start that failed what is known. */
export function failed(
  known: Partial<FailureReport> & Pick<FailureReport, 'message'>,
): FailureReport {
  return { state: 'does not start', place: null, excerpt: '', stack: '', ...known };
}

/** What is said of it on a terminal. */
export function reportText({ state, place, message, excerpt, stack }: FailureReport): string {
  const lines = [place, message, ...excerpt.split('\n'), ...stack.split('\n')].filter(
    (line) => line !== null && line !== '',
  );
  return `\nThe application ${state}:\n${lines.map((line) => `  ${String(line)}\n`).join('')}It is tried again when a file changes.\n\n`;
}

function excerptOf(path: string, line: number): string {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const first = Math.max(0, line - LINES_BEFORE);
    return lines
      .slice(first, line)
      .map((text, index) => {
        const number = first + index + 1;
        return `${number === line ? '>' : ' '} ${String(number)} | ${text}`;
      })
      .join('\n');
  } catch {
    return '';
  }
}
