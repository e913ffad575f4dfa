/** `post` for `Post`: how a model is called as a field. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `Posts` for `posts`: how a field is called inside the name of a type. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Name of the field that has the key of a row, and of the column that is one. */
export const ID = 'id';
