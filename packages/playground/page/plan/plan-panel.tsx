import { useGraphiQL } from '@graphiql/react';
import { useSyncExternalStore, type JSX } from 'react';
import { layOutSql } from '../../../relata/src/database/statements/sql-layout.js';
import type { Plan, PlanStatement, PlanStore } from './plan-store.js';

/** What {@link PlanPanel} shows. */
export interface PlanPanelProps {
  readonly plans: PlanStore;
}

/** Tells how the answer of the open tab came about; nothing while plans are not wanted. */
export function PlanPanel({ plans }: PlanPanelProps): JSX.Element | null {
  const { isOn, plans: kept } = useSyncExternalStore(plans.subscribe, plans.state);
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id ?? '');
  if (!isOn) return null;
  const plan = kept.get(tab);
  return (
    <section className="relata-plan" aria-labelledby="relata-plan-title">
      <h2 id="relata-plan-title">Plan</h2>
      {plan == null ? (
        <p>
          {plan === undefined
            ? 'Run the operation to see how it is answered.'
            : 'This answer came without a plan.'}
        </p>
      ) : (
        <PlanOfAnswer plan={plan} />
      )}
    </section>
  );
}

function PlanOfAnswer({ plan }: { readonly plan: Plan }): JSX.Element {
  const { reader, cost, milliseconds, statements } = plan;
  const longest = Math.max(...statements.map((each) => each.milliseconds), 0);
  return (
    <>
      <dl className="relata-plan-facts">
        <Fact name="Time" value={inMilliseconds(milliseconds)} />
        <Fact name="Statements" value={String(statements.length)} />
        <Fact name="Reader" value={reader} />
        {cost !== undefined && <Fact name="Cost" value={cost.toLocaleString('en')} />}
      </dl>
      <ol className="relata-statements" aria-label="Statements and their times">
        {statements.map((statement, index) => (
          <Statement
            // Statements have no identity but their place in a plan.
            key={`${String(index)} ${String(statement.milliseconds)}`}
            statement={statement}
            share={longest === 0 ? 0 : statement.milliseconds / longest}
            isOpen={statements.length === 1}
          />
        ))}
      </ol>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface StatementProps {
  readonly statement: PlanStatement;
  /** Its time as a part of that of the longest, 0 to 1. */
  readonly share: number;
  readonly isOpen: boolean;
}

function Statement({ statement, share, isOpen }: StatementProps): JSX.Element {
  const { sql, milliseconds, rows } = statement;
  const verb = /^\w+/.exec(sql)?.[0] ?? 'statement';
  return (
    <li>
      <details open={isOpen}>
        <summary>
          <span className="relata-statement-verb">{verb}</span>
          <span className="relata-bar" aria-hidden="true">
            <span style={{ width: `${String(Math.max(share * 100, 1))}%` }} />
          </span>
          <span className="relata-statement-time">{inMilliseconds(milliseconds)}</span>
          <span className="relata-statement-rows">{rows === undefined ? '' : inRows(rows)}</span>
        </summary>
        {/* It scrolls: by the keyboard, what scrolls must be reached. */}
        <pre tabIndex={0} aria-label={`SQL of this ${verb}`} role="group">
          <code>{layOutSql(sql)}</code>
        </pre>
      </details>
    </li>
  );
}

function inMilliseconds(milliseconds: number): string {
  return `${milliseconds.toLocaleString('en', { maximumSignificantDigits: 3 })} ms`;
}

function inRows(rows: number): string {
  return rows === 1 ? '1 row' : `${rows.toLocaleString('en')} rows`;
}
