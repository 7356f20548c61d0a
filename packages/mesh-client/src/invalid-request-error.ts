/** The mesh was asked for something that it does not have, or in a way that means nothing: whoever asked has to change the question. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}
