import { Note } from './note.js';

/** Every model. A new model is registered here and nowhere else. */
export const models = [Note] as const;
