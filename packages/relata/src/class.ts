/** A class, whatever its constructor takes. */
export type Class = abstract new (...args: never[]) => object;
