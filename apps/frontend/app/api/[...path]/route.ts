import { refusePath } from '../../../server/refuse.ts';

export {
  refusePath as DELETE,
  refusePath as GET,
  refusePath as OPTIONS,
  refusePath as PATCH,
  refusePath as POST,
  refusePath as PUT,
};
