/** One file of the page, as it is kept and sent. */
export interface Asset {
  /** Its media type, `text/css; charset=utf-8`. */
  readonly type: string;
  /** Its content, compressed with gzip. */
  readonly gzip: Buffer;
}

/** The files of the page by name: `page.js`, `page.css` and the editor's three workers. */
export type Bundle = ReadonlyMap<string, Asset>;

/** Makes an asset of a compressed file; its name tells its type. */
export function assetOf(name: string, gzip: Buffer): Asset {
  return { type: `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`, gzip };
}
