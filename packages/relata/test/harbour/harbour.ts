import type { Application } from 'relata';
import { Berth, Incident, Leg, Papers, Port, Ship, Sighting, Signal, Voyage } from './models.js';

/** An application without users, whose rows have keys of every kind. */
export const harbour: Application = {
  models: [Port, Ship, Papers, Voyage, Leg, Berth, Incident, Signal, Sighting],
};
