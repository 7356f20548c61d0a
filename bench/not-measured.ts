/** Something could not be measured: a figure would not show what it says. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}
