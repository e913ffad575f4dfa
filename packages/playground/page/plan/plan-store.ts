import type { Answer } from '../post-graphql.js';

/** A statement that an answer took, as `extensions.plan` has it. */
export interface PlanStatement {
  readonly sql: string;
  readonly milliseconds: number;
  readonly rows?: number;
}

/** How an operation was answered, as `extensions.plan` has it. */
export interface Plan {
  readonly reader: string;
  readonly cost?: number;
  readonly milliseconds: number;
  readonly statements: readonly PlanStatement[];
}

/** What is shown of plans. */
export interface PlanState {
  /** Whether operations ask for their plans. Off at first, until the page is left. */
  readonly isOn: boolean;
  /** The plan of each tab's last answer, by the tab's id; null where it came without. */
  readonly plans: ReadonlyMap<string, Plan | null>;
}

/** Keeps the plan of each tab's last answer while plans are wanted. */
export class PlanStore {
  readonly #listeners = new Set<() => void>();
  #state: PlanState = { isOn: false, plans: new Map() };
  #openTab = '';

  /** The same object until something changes. */
  readonly state = (): PlanState => this.#state;

  /** Has a function called after each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  toggle(): void {
    this.#change({ isOn: !this.#state.isOn, plans: new Map() });
  }

  /** Says which tab the operations are sent from. */
  openTab(id: string): void {
    this.#openTab = id;
  }

  /**
   * Begins an operation of the open tab.
   * @returns what moves the plan out of its answer, into this store; null where none is wanted
   */
  requestOfOpenTab(): ((answer: Answer) => Answer) | null {
    const tab = this.#openTab;
    return this.#state.isOn
      ? (answer) => {
          const { plan, rest } = withoutPlan(answer);
          this.#change({
            isOn: this.#state.isOn,
            plans: new Map([...this.#state.plans, [tab, plan]]),
          });
          return rest;
        }
      : null;
  }

  #change(state: PlanState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function withoutPlan(answer: Answer): { readonly plan: Plan | null; readonly rest: Answer } {
  const { extensions, ...rest } = answer as {
    readonly extensions?: { readonly plan?: Plan; readonly cost?: number };
  };
  const { plan = null, ...others } = extensions ?? {};
  // It came for the same asking.
  delete others.cost;
  return {
    plan,
    rest: Object.keys(others).length === 0 ? rest : { ...rest, extensions: others },
  };
}
