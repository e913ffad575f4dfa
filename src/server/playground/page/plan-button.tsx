import { ToolbarButton } from '@graphiql/react';
import { useSyncExternalStore, type JSX } from 'react';
import type { PlanSwitch } from './plan-switch.js';

/** What {@link PlanButton} switches. */
export interface PlanButtonProps {
  readonly plans: PlanSwitch;
}

/** Has answers tell how they came about: the SQL, its time, its rows (`extensions.plan`). */
export function PlanButton({ plans }: PlanButtonProps): JSX.Element {
  const isOn = useSyncExternalStore(plans.subscribe, plans.isOn);
  return (
    <ToolbarButton
      className="relata-plan"
      label="Plan: how answers came about"
      aria-pressed={isOn}
      onClick={() => {
        plans.toggle();
      }}
    >
      Plan
    </ToolbarButton>
  );
}
