/**
 * What a map has for a key, made and kept if it is not there; null is a value like any other. What
 * `make` throws is passed on. A map that is bounded is a {@link BoundedCache}.
 */
export function getOrMake<K, V extends object | string | null>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = map.get(key);
  if (found !== undefined) {
    return found;
  }
  const made = make();
  map.set(key, made);
  return made;
}
