import type { Application } from 'relata';
import { Animal } from './animal.js';
import { Enclosure } from './enclosure.js';
import { Keeper } from './keeper.js';
import { Licence } from './licence.js';
import { Remark } from './remark.js';
import { Weighing } from './weighing.js';
import { Species } from './species.js';
import { Feeding } from './feeding.js';

/** An application for the suites, with a column of each kind. */
export const zoo: Application = {
  models: [Keeper, Enclosure, Licence, Species, Animal, Feeding, Weighing, Remark],
};
