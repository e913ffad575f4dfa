/** Whether operations ask how they are answered, until the page is left. Off at first. */
export class PlanSwitch {
  readonly #listeners = new Set<() => void>();
  #isOn = false;

  readonly isOn = (): boolean => this.#isOn;

  /** Has a function called after each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  toggle(): void {
    this.#isOn = !this.#isOn;
    for (const listener of this.#listeners) listener();
  }
}
