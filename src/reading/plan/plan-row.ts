import type { FieldNode } from 'graphql';
import type { Column, Model } from '../../catalog/model.js';
import { roleOf } from '../field-role.js';
import { planConnection } from './plan-connection.js';
import type { Planning, Priced } from './planning.js';
import type { Ability, ConnectionPlan, ReferencePlan, RowPlan } from './read-plan.js';
import { objectTypeOf, type SelectedField, subfields } from './selection.js';

/** What a selection on a model's type needs of each row, and what that costs a row. */
export function planRow(
  planning: Planning,
  model: Model,
  nodes: readonly FieldNode[],
): Priced<RowPlan> {
  const columns = new Set<Column>([model.id]);
  const abilities = new Set<Ability>();
  const relations = new Map<string, ReferencePlan | ConnectionPlan>();
  let isWhole = false;
  let cost = 0;
  const selection = subfields(planning.operation, planning.typeOf(model), nodes);
  for (const selected of selection) {
    cost += 1;
    const role = roleOf(selected.field);
    switch (role?.kind) {
      case 'id':
        break;
      case 'viewerCan':
        cost += addAbilities(planning, selected, abilities);
        break;
      case 'column':
        columns.add(role.column);
        break;
      case 'reference': {
        const { join } = role.relation;
        columns.add(join.kind === 'sourceKey' ? join.key : model.id);
        const row = planRow(planning, role.relation.target, selected.nodes);
        relations.set(selected.key, { kind: 'reference', relation: role.relation, row: row.plan });
        cost += row.cost;
        break;
      }
      case 'connection': {
        const connection = planConnection(planning, selected, role);
        relations.set(selected.key, connection.plan);
        cost += connection.cost;
        break;
      }
      default:
        isWhole = true;
        cost += handWrittenCost(planning, selected);
    }
  }
  const plan = {
    model,
    columns: isWhole ? wholeColumns(model, columns) : columns,
    abilities,
    relations,
    isWhole,
  };
  return { plan, cost };
}

function addAbilities(
  planning: Planning,
  selected: SelectedField,
  abilities: Set<Ability>,
): number {
  const type = objectTypeOf(selected.field);
  const fields = type === null ? [] : subfields(planning.operation, type, selected.nodes);
  for (const { field } of fields) {
    abilities.add(field.name as Ability);
  }
  return fields.length;
}

function wholeColumns(model: Model, selected: ReadonlySet<Column>): ReadonlySet<Column> {
  return new Set([...selected, ...[...model.columns.values()].filter((column) => column.exposed)]);
}

function handWrittenCost(planning: Planning, selected: SelectedField): number {
  const type = objectTypeOf(selected.field);
  return type === null ? 0 : subfields(planning.operation, type, selected.nodes).length;
}
