import type { Catalog } from '../../model/model.js';
import type { View } from '../oracle/policy.js';
import type { AttackDocument } from './world.js';

const CANARY = /zq-[\w-]*?-x|\b73\d{5}\b/g;
/** Bytes travel in base64, in which a mark can begin at three places. */
const BASE64 = /"([A-Za-z0-9+/]{16,}={0,2})"/g;

/** Texts and numbers in rows and fields a viewer may not see: an answer that has one has a leak. */
export class Canaries {
  readonly #seen = new Set<string>();

  constructor(catalog: Catalog, view: View) {
    for (const model of catalog.values()) {
      for (const row of view.store.all(model)) {
        if (view.isReadable(model, row, 'INCLUDE')) {
          for (const column of model.columns.values()) {
            const cell = column.exposed ? view.cell(column, row) : null;
            marksIn(written(cell)).forEach((mark) => this.#seen.add(mark));
          }
        }
      }
    }
  }

  /** Marks in an answer that the viewer may not see, and did not write in the document. */
  leaked(text: string, { query, variables }: AttackDocument): readonly string[] {
    const said = new Set(marksIn(query + JSON.stringify(variables ?? {})));
    return marksIn(text).filter((mark) => !this.#seen.has(mark) && !said.has(mark));
  }
}

function marksIn(text: string): readonly string[] {
  const decoded = [...text.matchAll(BASE64)].map(([, code = '']) =>
    Buffer.from(code, 'base64').toString('latin1'),
  );
  return [text, ...decoded].flatMap((each) => each.match(CANARY) ?? []);
}

function written(cell: unknown): string {
  return cell instanceof Uint8Array ? Buffer.from(cell).toString() : JSON.stringify(cell);
}
