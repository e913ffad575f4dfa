import { ToolbarButton } from '@graphiql/react';
import { useSyncExternalStore, type JSX } from 'react';
import type { PlanStore } from './plan-store.js';

/** What {@link PlanButton} switches. */
export interface PlanButtonProps {
  readonly plans: PlanStore;
}

/** Has operations ask how they are answered, and shows the panel that tells it. */
export function PlanButton({ plans }: PlanButtonProps): JSX.Element {
  const { isOn } = useSyncExternalStore(plans.subscribe, plans.state);
  return (
    <ToolbarButton
      className="relata-plan-button"
      label="Plan: how an operation is answered"
      aria-pressed={isOn}
      onClick={() => {
        plans.toggle();
      }}
    >
      Plan
    </ToolbarButton>
  );
}
