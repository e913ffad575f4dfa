import type { Measurement } from '../measuring/measure.js';
import { OPERATIONS } from '../operations.js';
import type { DatabaseResult } from '../measuring/race.js';
import { ratioOf, TITLES } from './report.js';

const WIDTH = 760;
const LEFT = 60;
const BAR = 14;
const GROUP = 2 * BAR + 14;
const HEAD = 62;
const TICKS = [1, 2, 5, 10, 20, 50, 100];
const COLORS = { compiled: '#2563eb', reference: '#94a3b8' } as const;

/** A picture of the CPU each operation takes, in times the limit: one panel a database, signed in. */
export function chart(results: readonly DatabaseResult[]): string {
  const panels = results.map((result) => ({ result, height: panelHeight(result) }));
  const height = panels.reduce((sum, panel) => sum + panel.height, 0);
  let top = 0;
  const drawn = panels.map((panel) => {
    const text = drawPanel(panel.result, top);
    top += panel.height;
    return text;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" font-family="sans-serif" font-size="12">`,
    `<title>Server CPU per request in times the hand-written limit</title>`,
    `<rect width="${String(WIDTH)}" height="${String(height)}" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function panelHeight(result: DatabaseResult): number {
  return HEAD + groupsOf(result).length * GROUP + 16;
}

/** What there is to draw of an operation. */
function groupsOf({ measurements }: DatabaseResult): readonly (readonly Measurement[])[] {
  const viewer = measurements.some((each) => each.viewer === 'user') ? 'user' : 'anonymous';
  return OPERATIONS.map((operation) =>
    measurements.filter((each) => each.operation === operation && each.viewer === viewer),
  ).filter((group) => group.length > 0);
}

function drawPanel(result: DatabaseResult, top: number): string {
  const groups = groupsOf(result);
  const hasGoals = result.dialect === 'postgresql';
  const bottom = top + HEAD + groups.length * GROUP;
  const viewer = groups[0]?.[0]?.viewer === 'user' ? 'signed in' : 'anonymous';
  const grid = TICKS.flatMap((tick) => [
    `<line x1="${position(tick)}" x2="${position(tick)}" y1="${String(top + HEAD - 6)}" y2="${String(bottom)}" stroke="${tick === 1 ? '#0f172a' : '#e2e8f0'}"/>`,
    label({ x: position(tick), y: top + HEAD - 10, text: `${String(tick)}×`, anchor: 'middle' }),
  ]);
  const keys = (['compiled', 'reference'] as const).flatMap((name, index) => {
    const x = 420 + index * 90;
    return [
      `<rect x="${String(x)}" y="${String(top + 12)}" width="10" height="10" fill="${COLORS[name]}"/>`,
      label({ x: String(x + 15), y: top + 21, text: TITLES[name], anchor: 'start' }),
    ];
  });
  return [
    label({
      x: '12',
      y: top + 21,
      text: `${result.version}, ${viewer}: server CPU, times the limit`,
      anchor: 'start',
    }),
    ...keys,
    ...grid,
    ...groups.flatMap((group, index) => {
      const y = top + HEAD + index * GROUP;
      return [...drawGroup(group, y), ...(hasGoals ? drawGoal(group, y) : [])];
    }),
  ].join('\n');
}

function drawGroup(group: readonly Measurement[], top: number): readonly string[] {
  const name = group[0]?.operation.name ?? '';
  const title = label({ x: '12', y: top + BAR + 4, text: name, anchor: 'start' });
  const bars = (['compiled', 'reference'] as const).flatMap((contestant, index) => {
    const measured = group.find((each) => each.contestant === contestant);
    const ratio = measured === undefined ? null : ratioOf(measured, group);
    if (ratio === null) {
      return [];
    }
    const y = top + index * BAR;
    const width = Math.max(1, Number(position(ratio)) - LEFT);
    return [
      `<rect x="${String(LEFT)}" y="${String(y)}" width="${width.toFixed(1)}" height="${String(BAR - 2)}" fill="${COLORS[contestant]}"/>`,
      label({
        x: (LEFT + width + 4).toFixed(1),
        y: y + 10,
        text: ratio.toFixed(1),
        anchor: 'start',
      }),
    ];
  });
  return [title, ...bars];
}

/** A mark the bar of the compiled reader is to end before. */
function drawGoal(group: readonly Measurement[], top: number): readonly string[] {
  const goal = group[0]?.operation.goal ?? null;
  if (goal === null) {
    return [];
  }
  const x = position(goal);
  return [
    `<line x1="${x}" x2="${x}" y1="${String(top - 3)}" y2="${String(top + BAR + 1)}" stroke="#dc2626" stroke-width="2"><title>goal: ${String(goal)}×</title></line>`,
  ];
}

/** Where a ratio is from left to right: the scale is logarithmic, the limit is where it begins. */
function position(ratio: number): string {
  const most = TICKS.at(-1) ?? 1;
  const share = Math.log(Math.min(Math.max(ratio, 1), most)) / Math.log(most);
  return (LEFT + share * (WIDTH - LEFT - 40)).toFixed(1);
}

interface Label {
  readonly x: string;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle';
}

function label({ x, y, text, anchor }: Label): string {
  return `<text x="${x}" y="${String(y)}" text-anchor="${anchor}" fill="#0f172a">${text}</text>`;
}
