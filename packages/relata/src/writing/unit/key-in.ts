/** The key in a foreign key's value: it is there as such, or as an entity or a reference to one. */
export function keyIn(value: unknown): number | null {
  const key = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return typeof key === 'number' ? key : null;
}
