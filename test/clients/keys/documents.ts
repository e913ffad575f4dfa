/** Lists of models with keys of each kind, a column, and what all rows have in it after a change. */
export const LISTS = [
  ['ports', 'name', `name || '!'`],
  ['ships', 'name', `name || '!'`],
  ['papersOfShips', 'flag', `flag || '!'`],
  ['voyages', 'purpose', `coalesce(purpose, '') || '!'`],
  ['legs', 'log', `log || '!'`],
  ['berths', 'metres', 'metres + 1'],
] as const;

/** A list of {@link LISTS}. */
export type ListName = (typeof LISTS)[number][0];

/** A list that grows by pages, the last keys first. Relay's name for it is a directive, which its compiler takes out. */
export function listOf(field: ListName, column: string, connection = ''): string {
  return `query ${nameOf(field)}($first: Int!, $after: String) {
  ${field}(first: $first, after: $after, orderBy: [{ id: DESC }])${connection} {
    edges { cursor node { id ${column} } }
    pageInfo { hasNextPage endCursor }
  }
}`;
}

/** The name of the operation of {@link listOf}. */
export function nameOf(field: ListName): string {
  return `keys_${field}_Query`;
}

/** Operations by name: names begin with that of the file, as Relay has it. */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  keysNodeQuery: `query keysNodeQuery($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Port { name }
    ... on Ship { name }
    ... on Papers { flag }
    ... on Voyage { purpose }
    ... on Leg { log }
    ... on Berth { metres }
  }
}`,
  keysChargesQuery: `query keysChargesQuery($where: ChargeWhere) {
  charges(first: 10, where: $where, orderBy: [{ amount: ASC }]) {
    aggregate { sum { amount units } min { amount units } max { amount units } }
    nodes { id amount units berth { id metres } }
  }
}`,
  keysCreateChargeMutation: `mutation keysCreateChargeMutation($input: ChargeCreateInput!) {
  createCharge(input: $input) {
    charge { id amount units berth { id } }
    errors { __typename code message path }
  }
}`,
  keysUpdateChargeMutation: `mutation keysUpdateChargeMutation($id: ID!, $input: ChargeUpdateInput!) {
  updateCharge(id: $id, input: $input) {
    charge { id amount units berth { id } }
    errors { __typename code message path }
  }
}`,
  ...Object.fromEntries(LISTS.map(([field, column]) => [nameOf(field), listOf(field, column)])),
};
