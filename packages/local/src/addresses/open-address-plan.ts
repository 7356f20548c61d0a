import { LabError } from '@lab/errors';
import { type AddressPlan, sharedAddressPlan } from './address-plan.ts';
import { ownAddressPlan } from './own-address-plan.ts';
import { firstPortOf, numberOf, portAllocator } from './port-allocator.ts';

/**
 * The plan for a lab: each pod has addresses of its own in 127.0.0.0/8 where the machine has them (`own`), and else all
 * have 127.0.0.1 and ports tell them apart (`shared`). The environment variable LAB_POD_ADDRESSES says which it has to be.
 *
 * @param remembered ports by key that the run before had
 * @throws LabError BAD_SETTING for another value of LAB_POD_ADDRESSES, or `own` where it cannot be had
 */
export async function openAddressPlan(
  labDir: string,
  remembered: Readonly<Record<string, number>>,
  wish = process.env.LAB_POD_ADDRESSES,
): Promise<AddressPlan> {
  if (wish && wish !== 'own' && wish !== 'shared') {
    throw new LabError(
      'BAD_SETTING',
      `LAB_POD_ADDRESSES has the unknown value "${wish}"`,
      'Set it to own or shared, or unset it.',
    );
  }
  const own = wish === 'shared' ? undefined : await ownAddressPlan(numberOf(labDir));
  if (own) return own;
  if (wish === 'own') {
    const todo = 'Unset LAB_POD_ADDRESSES: all pods then share 127.0.0.1 and have different ports.';
    throw new LabError('BAD_SETTING', 'this machine has no addresses 127.x.y.z for pods', todo);
  }
  return sharedAddressPlan(portAllocator(remembered, firstPortOf(labDir)));
}
