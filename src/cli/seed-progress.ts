import { Presets, SingleBar } from 'cli-progress';
import type { SeedProgress } from '../sample-data/seed-database.js';

const STEPS = 10;

/** Shows how far a seed is, until it is closed. */
export interface ProgressDisplay {
  readonly update: SeedProgress;
  close(): void;
}

/** A bar on a terminal, a line every tenth of the way elsewhere. */
export function displayProgress(output: NodeJS.WriteStream): ProgressDisplay {
  return output.isTTY ? progressBar(output) : progressLines(output);
}

function progressBar(output: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    {
      stream: output,
      format: '{bar} {percentage} % | {value} of {total} rows | {eta_formatted} left',
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  return {
    update: (done, total) => {
      if (!bar.isActive) {
        bar.start(total, 0);
      }
      bar.update(done);
    },
    close: () => {
      bar.stop();
    },
  };
}

function progressLines(output: NodeJS.WriteStream): ProgressDisplay {
  let shown = 0;
  return {
    update: (done, total) => {
      const step = Math.floor((done / total) * STEPS);
      if (step > shown) {
        shown = step;
        output.write(`${String(done)} of ${String(total)} users and posts written\n`);
      }
    },
    close: () => undefined,
  };
}
