import type { SampleData } from 'relata';
import { refuseSampleAccounts, sampleAccountsIn } from './sample-accounts.js';
import { fillSampleData } from './sample-data.js';

/** What a new embedded database is filled with. */
export const sampleData: SampleData = {
  fill: (orm) => fillSampleData(orm, true),
  accounts: sampleAccountsIn,
  refuse: refuseSampleAccounts,
};
