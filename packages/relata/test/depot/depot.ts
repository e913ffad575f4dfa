import type { Application } from 'relata';
import { Keeper } from './keeper.js';
import { Parcel } from './parcel.js';
import { Shelf } from './shelf.js';
import { Slip } from './slip.js';
import { Stamp } from './stamp.js';

/** A second application for the suites: without passwords, roles, operations; with what the blog lacks. */
export const depot: Application = { models: [Keeper, Shelf, Parcel, Stamp, Slip] };
