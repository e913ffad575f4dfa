import type { Application } from '../../application.js';
import { type ApplicationOptions, type CommandModule, withApplication } from '../command.js';
import { loadApplication } from '../load-application.js';

/**
 * A command that writes what the models say into files, or compares it.
 * @param print - does so; its result is the exit code
 */
export function printCommand(
  print: (application: Application, isCheck: boolean) => Promise<number>,
): CommandModule['define'] {
  return (command, context) => {
    withApplication(command)
      .option('--check', 'only compare; exit code 1 where they differ', false)
      .action(async ({ check, ...options }: ApplicationOptions & { readonly check: boolean }) => {
        context.exitCode = await print(await loadApplication(options), check);
      });
  };
}
