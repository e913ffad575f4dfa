import { BenchFailure } from './bench-failure.js';
import { chart } from './report/chart.js';
import { raceOfKeys } from './keys/race-of-keys.js';
import { parseOptions } from './options.js';
import { writePerformancePage } from './report/performance-page.js';
import { type DatabaseResult, race } from './measuring/race.js';
import { markdownReport, terminalReport } from './report/report.js';
import { soak } from './measuring/soak.js';

/**
 * `npm run bench`: measures, prints, and writes the page on performance where that is wanted.
 * @param args - what follows the command
 * @returns the exit code
 */
export async function runBench(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const start = performance.now();
  const onProgress = (text: string): void => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    process.stderr.write(`${seconds.padStart(4)} s  ${text}\n`);
  };
  try {
    if (options.soak !== null) {
      process.stdout.write(await soak(options, options.soak));
      return 0;
    }
    if (options.keys) {
      for (const dialect of options.dialects) {
        process.stdout.write(await raceOfKeys(dialect, options, onProgress));
      }
      return 0;
    }
    const results: DatabaseResult[] = [];
    for (const dialect of options.dialects) {
      const result = await race(dialect, options, onProgress);
      results.push(result);
      process.stdout.write(terminalReport(result));
    }
    if (options.writes) {
      await writePerformancePage({
        markdown: markdownReport(results, options),
        svg: chart(results),
      });
    }
    onProgress('done');
    return 0;
  } catch (error) {
    if (error instanceof BenchFailure) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
