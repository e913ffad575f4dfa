import { memoryUsage } from 'node:process';

/** What a server under load is asked by the process that loads it. */
export type ChildQuestion = 'usage' | 'count' | 'counted' | 'collect' | 'stop';

/**
 * Milliseconds for which a server keeps a connection nobody uses: it waits for its turn while others
 * are loaded. Not for ever, which would spare it a timer that servers have.
 */
export const KEEP_ALIVE_MS = 86_400_000;

/** CPU and memory of a server process. */
export interface Usage {
  /** CPU time it has used so far, of user and system, in milliseconds. */
  readonly cpuMs: number;
  /** Memory it has now, and had at most, in bytes. */
  readonly rss: number;
  readonly peakRss: number;
  readonly heapUsed: number;
}

/** What a server counts and ends in its own way. */
export interface ChildDuties {
  /** Begins to count SQL statements. @returns what ends it, and tells how many there were */
  count(): () => number;
  stop(): Promise<void>;
}

/** Tells the parent where the server is, then answers its questions until told to stop. */
export function serveParent(url: string, duties: ChildDuties): void {
  let counted = (): number => 0;
  const answers: Readonly<Record<Exclude<ChildQuestion, 'stop'>, () => unknown>> = {
    usage,
    count: () => {
      counted = duties.count();
      return null;
    },
    counted: () => counted(),
    // There only with --expose-gc.
    collect: () => {
      globalThis.gc?.();
      return usage();
    },
  };
  process.on('message', (question: ChildQuestion) => {
    if (question === 'stop') {
      void duties.stop().then(() => process.exit(0));
    } else {
      process.send?.(answers[question]());
    }
  });
  // Whoever started it is gone: nobody else would end it.
  process.on('disconnect', () => process.exit(0));
  process.send?.(url);
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = memoryUsage();
  const peakRss = process.resourceUsage().maxRSS * 1024;
  return { cpuMs: (user + system) / 1000, rss, peakRss, heapUsed };
}
