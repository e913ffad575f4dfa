import type { Application } from 'relata';
import { models } from '../../blog/models/index.js';
import { depot } from '../../depot/depot.js';
import { harbour } from '../../harbour/harbour.js';
import { blogWith } from '../../support/application.js';
import { Review } from '../../support/models/review.js';
import { zoo } from '../../zoo/zoo.js';

/** The blog, with a model that has what its others lack. */
export const REVIEWED_BLOG = blogWith({ models: [...models, Review] });

/** What the readers are compared over: by name, for those who run it by hand. */
export const FUZZED = {
  blog: REVIEWED_BLOG,
  depot,
  harbour,
  zoo,
} as const satisfies Readonly<Record<string, Application>>;

/** One of {@link FUZZED}. */
export type FuzzedName = keyof typeof FUZZED;
