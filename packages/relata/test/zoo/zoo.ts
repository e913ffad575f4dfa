import type { Application } from 'relata';
import { Animal } from './animal.js';
import { Enclosure } from './enclosure.js';
import { Species } from './species.js';
import { Feeding } from './feeding.js';

/** An application for the suites, with a column of each kind. */
export const zoo: Application = { models: [Enclosure, Species, Animal, Feeding] };
