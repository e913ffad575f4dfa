import type { Command } from 'commander';
import type { LoadOptions } from './load-application.js';

/** Where a command asks, says what it does and takes its settings from: a process. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the process is to end with. */
  exitCode?: NodeJS.Process['exitCode'];
}

/** A module with a command. */
export interface CommandModule {
  /** Gives a command that has its name its options, and what it does. */
  readonly define: (command: Command, context: CommandContext) => void;
}

/** Gives a command the option of another file of the application. */
export function withApplication(command: Command): Command {
  return command.option('--app <file>', 'the file that exports `application`', 'src/app.ts');
}

/** What {@link withApplication} reads. */
export type ApplicationOptions = Required<Pick<LoadOptions, 'app'>>;
