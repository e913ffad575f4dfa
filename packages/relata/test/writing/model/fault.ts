/** An error of a payload, as far as it is compared. */
export interface ModelFault {
  readonly code: string;
  readonly path: readonly string[];
  /** Of a conflict: input fields that differ now. */
  readonly fields?: readonly string[];
}

/** Leaves an operation of the model. */
export class ModelFailure extends Error {
  readonly faults: readonly ModelFault[];

  constructor(faults: readonly ModelFault[]) {
    super(faults.map(({ code, path }) => `${code} ${path.join('.')}`).join('; '));
    this.faults = faults;
  }
}

export function failIfAny(faults: readonly ModelFault[]): void {
  if (faults.length > 0) {
    throw new ModelFailure(faults);
  }
}
