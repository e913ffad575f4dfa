/** Thrown where a plan asks for something only the reference reader answers. */
export class Declined extends Error {
  override readonly name = 'Declined';
}
