import type { FieldNode } from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { shapeIn } from '../../filter/member-column.js';
import type { DocumentShape } from '../../kinds/document/shape.js';
import { modelOfType, roleOf } from '../field-role.js';
import { planConnection } from './plan-connection.js';
import type { Planning, Priced } from './planning.js';
import type {
  Ability,
  AbilityField,
  ConnectionPlan,
  HandWrittenPlan,
  MemberField,
  ReferencePlan,
  RowField,
  RowPlan,
} from './read-plan.js';
import { relationStart } from '../relation-start.js';
import { isList, isTypeName, objectTypeOf, type SelectedField } from './selection.js';
import { typeNameOf } from './type-name-of.js';

/** What a selection on a model's type needs of each row, and what that costs a row. */
export function planRow(
  planning: Planning,
  model: Model,
  nodes: readonly FieldNode[],
): Priced<RowPlan> {
  const { rows } = planning.template;
  const ofNodes = getOrMake(rows, nodes, () => new Map<Model, Priced<RowPlan>>());
  return planning.once(ofNodes, model, () => {
    const parts = new RowParts(planning, model);
    for (const selected of planning.subfields(planning.typeOf(model), nodes)) {
      parts.add(selected);
    }
    return parts.plan();
  });
}

/** Gathers what a row is asked for while its selection is walked. */
class RowParts {
  readonly #planning: Planning;
  readonly #model: Model;
  readonly #fields: RowField[] = [];
  readonly #columns: Set<Column>;
  readonly #abilities = new Set<Ability>();
  readonly #relations = new Map<string, ReferencePlan | ConnectionPlan>();
  readonly #written = new Map<string, HandWrittenPlan>();
  /** A hand-written field needs all columns, unless it says which. */
  #isWhole = false;
  #cost = 0;

  constructor(planning: Planning, model: Model) {
    this.#planning = planning;
    this.#model = model;
    this.#columns = new Set([model.id]);
  }

  add(selected: SelectedField): void {
    const { key, field } = selected;
    if (isTypeName(selected)) {
      this.#fields.push(typeNameOf(selected));
      return;
    }
    this.#cost += 1;
    const role = roleOf(field);
    switch (role?.kind) {
      case 'id':
        this.#fields.push({ key, kind: 'id' });
        break;
      case 'viewerCan':
        this.#fields.push({ key, kind: 'abilities', fields: this.#abilityFields(selected) });
        break;
      case 'column':
        this.#columns.add(role.column);
        this.#fields.push({
          key,
          kind: 'column',
          column: role.column,
          type: field.type,
          members: this.#members(selected, shapeIn(role.column)),
        });
        break;
      case 'reference':
        this.#addReference(selected, role.relation);
        break;
      case 'connection': {
        const { plan, cost } = planConnection(this.#planning, selected, role);
        this.#addRelation(key, plan, cost);
        break;
      }
      // Roles of fields that no row has, and what is written by hand.
      case 'lookup':
      case 'node':
      case 'nodes':
      case 'current':
      case 'payload':
      case undefined:
        this.#fields.push({ key, kind: 'handWritten' });
        this.#addNeeds(field.name);
        this.#addWritten(selected);
    }
  }

  plan(): Priced<RowPlan> {
    const model = this.#model;
    return {
      plan: {
        model,
        fields: this.#fields,
        columns: this.#isWhole ? wholeColumns(model, this.#columns) : this.#columns,
        abilities: this.#abilities,
        relations: this.#relations,
        written: this.#written,
      },
      cost: this.#cost,
    };
  }

  #addNeeds(field: string): void {
    const needs = this.#model.computed.get(field);
    if (needs === undefined) {
      this.#isWhole = true;
    } else {
      needs.forEach((column) => this.#columns.add(column));
    }
  }

  #addWritten(selected: SelectedField): void {
    const type = objectTypeOf(selected.field);
    const model = type === null ? undefined : modelOfType(type);
    if (model === undefined) {
      this.#cost += this.#below(selected).length;
      return;
    }
    const row = planRow(this.#planning, model, selected.nodes);
    this.#written.set(selected.key, { kind: 'handWritten', row: row.plan });
    const { pageSize } = this.#planning.engine.limits;
    this.#cost += (isList(selected) ? pageSize : 1) * row.cost;
  }

  #addReference(selected: SelectedField, relation: Relation): void {
    const start = relationStart(relation);
    this.#columns.add(start);
    const row = planRow(this.#planning, relation.target, selected.nodes);
    const plan: ReferencePlan = { kind: 'reference', relation, start, row: row.plan };
    this.#addRelation(selected.key, plan, row.cost);
  }

  #addRelation(key: string, plan: ReferencePlan | ConnectionPlan, cost: number): void {
    this.#fields.push({ key, kind: 'relation', plan });
    this.#relations.set(key, plan);
    this.#cost += cost;
  }

  #abilityFields(selected: SelectedField): readonly AbilityField[] {
    return this.#below(selected).map((part) => {
      if (isTypeName(part)) {
        return typeNameOf(part);
      }
      const ability = part.field.name as Ability;
      this.#abilities.add(ability);
      this.#cost += 1;
      return { key: part.key, kind: 'ability', ability };
    });
  }

  #members(selected: SelectedField, shape: DocumentShape | null): readonly MemberField[] | null {
    return shape === null
      ? null
      : this.#below(selected).flatMap((part): MemberField[] => {
          if (isTypeName(part)) {
            return [typeNameOf(part)];
          }
          this.#cost += 1;
          const member = shape.members.get(part.field.name);
          const { type } = part.field;
          return member === undefined
            ? []
            : [
                {
                  key: part.key,
                  kind: 'member',
                  member,
                  type,
                  members: this.#members(part, member.shape),
                },
              ];
        });
  }

  #below(selected: SelectedField): readonly SelectedField[] {
    const type = objectTypeOf(selected.field);
    return type === null ? [] : this.#planning.subfields(type, selected.nodes);
  }
}

function wholeColumns(model: Model, selected: ReadonlySet<Column>): ReadonlySet<Column> {
  return new Set([...selected, ...[...model.columns.values()].filter((column) => column.exposed)]);
}
