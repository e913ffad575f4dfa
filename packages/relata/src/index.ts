// What the models, the operations and the scripts of an application are written with.
export { Access } from './access/access.js';
export { type Mask, maskAllBut, maskEmail } from './access/partial-mask.js';
export {
  allOf,
  anyOf,
  can,
  everyone,
  nobody,
  not,
  own,
  readable,
  type RuleViewer,
  self,
  signedIn,
  some,
  via,
  where,
} from './access/rules.js';
export type { Viewer } from './access/viewer.js';
export type { Application, SampleData } from './application.js';
export type { Orm } from './database/orm.js';
export { runQuery } from './database/statements/statements.js';
export { RuleError, StartupError } from './errors.js';
export { Computed } from './model/computed.js';
export { BaseModel, MutableModel } from './model/base-model.js';
export { Tenant } from './model/tenant.js';
export { ViewModel } from './model/view-model.js';
export { CreatedAt, UpdatedAt, Version } from './model/row-history.js';
export { DATABASE_NOW } from './model/conventions.js';
export { EnumColumn, JsonOf } from './model/column-decorators.js';
export {
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  DescribeInput,
  HasMany,
  HashOf,
  HasOne,
  Model,
  ReadOnly,
  Secret,
  UniqueString,
} from './model/decorators.js';
export { Tree } from './model/tree.js';
export type { JsonValue } from './kinds/canonical-json.js';
export { GraphQLDecimal } from './kinds/exact-scalars.js';
export { GraphQLBase64, GraphQLDuration, GraphQLEmail } from './kinds/scalars.js';
export type { Invariant } from './reading/engine.js';
export { type LoadBatch, loadBatched } from './reading/reader/load-batched.js';
export { afterCommit } from './request/after-commit.js';
export type { RequestContext } from './request/context.js';
export { openSession, withSession } from './request/session.js';
export type {
  PathsOfVariables,
  PlaygroundExample,
} from './server/playground/playground-example.js';
export { foldKey } from './text/case-folding.js';
export { NotBlank } from './text/not-blank.js';
export { changeRow } from './writing/hand-written/change-row.js';
export { createRow } from './writing/hand-written/create-row.js';
export { payloadOf } from './writing/hand-written/payload-of.js';
export type { Outcome } from './writing/outcome.js';
