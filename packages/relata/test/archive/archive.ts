import type { Application } from 'relata';
import { Folder, Paper, Person } from './folders.js';
import { Account, Region, Section, Topic } from './keys.js';

/** Rows that belong to others of their model: with hidden ones and deleted ones among them, and with keys of every kind. */
export const archive: Application = {
  models: [Person, Folder, Paper, Region, Topic, Account, Section],
};
