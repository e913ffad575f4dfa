import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What V8 writes with `--cpu-prof`. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A place in the code, and the time that was spent in it itself, in milliseconds. */
export type TimeAt = readonly [place: string, milliseconds: number];

/** Where a profile says that time went: by package or room, and by function; the most first. */
export function timesIn(file: string): Readonly<Record<'rooms' | 'functions', readonly TimeAt[]>> {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const rooms = new Map<string, number>();
  const functions = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const { functionName = '', url = '' } = frames.get(id) ?? {};
    const spent = (timeDeltas[at] ?? 0) / 1000;
    if (functionName !== '(idle)') {
      add(rooms, roomOf(url, functionName), spent);
      add(functions, `${functionName} ${roomOf(url, '')}`, spent);
    }
  }
  return { rooms: mostFirst(rooms), functions: mostFirst(functions) };
}

function add(times: Map<string, number>, place: string, spent: number): void {
  times.set(place, (times.get(place) ?? 0) + spent);
}

function mostFirst(times: ReadonlyMap<string, number>): readonly TimeAt[] {
  return [...times].sort(([, a], [, b]) => b - a);
}

/** `@mikro-orm/core`, `relata/model`, `node`, or what V8 does itself. */
function roomOf(url: string, name: string): string {
  if (url.startsWith('node:')) {
    return 'node';
  }
  if (!url.startsWith('file:')) {
    return url === '' ? name : url;
  }
  const path = fileURLToPath(url);
  const [, dependency] =
    /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path) ?? [];
  const [, room] = /packages\/relata\/src\/([^/]+)/.exec(path) ?? [];
  return room === undefined ? (dependency ?? 'models') : `relata/${room}`;
}
