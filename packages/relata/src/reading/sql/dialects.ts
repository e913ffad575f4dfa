import type { Dialect } from './dialect.js';
import { postgresql } from './postgresql.js';
import { sqlite } from './sqlite.js';

/** The dialect of each database. */
export const dialects: Readonly<Record<Dialect['name'], Dialect>> = { sqlite, postgresql };
