import { declareProperty } from './declarations.js';

/** Options of {@link Tenant}. */
export interface TenantOptions {
  /** Name of the attribute of viewers that has the key of their tenant; `tenant` by default. */
  readonly attribute?: string;
}

/**
 * Says whose a row is: a to-one relation, or a column, that never changes. Rows of other tenants than the viewer's do not
 * exist, new rows are of the viewer's, and what is unique is so within a tenant.
 * @example
 * class Clinic extends MutableModel {}
 * class Patient extends MutableModel {
 *   @Tenant()
 *   @BelongsTo(() => Clinic, { description: 'Whose patient it is.' })
 *   clinic!: Ref<Clinic>;
 * }
 */
export function Tenant({ attribute = 'tenant' }: TenantOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    declareProperty(prototype, String(property), { tenant: { attribute } });
  };
}
