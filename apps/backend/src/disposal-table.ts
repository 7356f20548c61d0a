import type { Alternative, Bin, Disposal } from './disposal.ts';

const bins = {
  paper: { id: 'paper', name: 'Paper and cardboard', colour: '#2f6db5' },
  glass: { id: 'glass', name: 'Bottle bank', colour: '#2e7d4f' },
  packaging: { id: 'packaging', name: 'Packaging', colour: '#d9a400' },
  organic: { id: 'organic', name: 'Organic waste', colour: '#7a5230' },
  residual: { id: 'residual', name: 'Residual waste', colour: '#4a4a4a' },
  textiles: { id: 'textiles', name: 'Textile collection', colour: '#8a4fa3' },
  centre: { id: 'centre', name: 'Recycling centre', colour: '#c2571a' },
  hazardous: { id: 'hazardous', name: 'Hazardous waste point', colour: '#b3261e' },
  takeBack: { id: 'take-back', name: 'Shop take-back', colour: '#0f7c8a' },
} as const satisfies Record<string, Bin>;

const reuse = (text: string): Alternative => ({ kind: 'reuse', text });
const resale = (text: string): Alternative => ({ kind: 'resale', text });
const recycling = (text: string): Alternative => ({ kind: 'recycling', text });

/** Advice for each class that ml knows (apps/ml/data/items.csv). */
export const disposalTable: Readonly<Record<string, Disposal>> = {
  paper: {
    material: 'Paper',
    bin: bins.paper,
    alternatives: [
      reuse('Write on the back, or wrap a present in it.'),
      resale('Whole series of magazines and good books sell at second-hand bookshops.'),
      recycling('Pulped and made into new paper about six times, as long as it is dry and free of grease.'),
    ],
  },
  cardboard: {
    material: 'Cardboard',
    bin: bins.paper,
    alternatives: [
      reuse('Fold it flat and keep it for the next parcel, or lay it under mulch against weeds.'),
      resale('Sound moving boxes find takers on local exchange boards.'),
      recycling('Its long fibres make new corrugated board; remove tape and polystyrene first.'),
    ],
  },
  glass: {
    material: 'Container glass',
    bin: bins.glass,
    alternatives: [
      reuse('A jar with a lid keeps screws, spices or the next batch of jam.'),
      resale('Return deposit bottles to the shop for your money back.'),
      recycling(
        'Sort by colour: white, brown, and everything else into green. It melts into new bottles for ever.',
      ),
    ],
  },
  metal: {
    material: 'Metal',
    bin: bins.packaging,
    alternatives: [
      reuse('A rinsed tin becomes a pen pot or a planter; good pans and tools serve someone else.'),
      resale('Scrap dealers pay by weight for copper, brass and aluminium.'),
      recycling(
        'Cans go with the packaging, larger pieces to the recycling centre. Aluminium saves 95% of the energy.',
      ),
    ],
  },
  plastic: {
    material: 'Plastic packaging',
    bin: bins.packaging,
    alternatives: [
      reuse('Tubs with lids keep food, and bottles water seedlings.'),
      resale('Return deposit bottles; they are worth more than any other packaging.'),
      recycling(
        'Empty is enough, no need to rinse. Pull lids and films apart: each plastic is sorted by itself.',
      ),
    ],
  },
  organic: {
    material: 'Organic matter',
    bin: bins.organic,
    alternatives: [
      reuse('Vegetable trimmings make stock; stale bread makes crumbs.'),
      recycling(
        'Compost it at home without meat and cooked food; the collection turns all of it into biogas and compost.',
      ),
    ],
  },
  textile: {
    material: 'Clothing and textiles',
    bin: bins.textiles,
    alternatives: [
      reuse('Mend it, swap it, or give it to a charity shop. Only clean and dry pieces can be worn again.'),
      resale('Second-hand shops and apps take good brands, coats and shoes.'),
      recycling('What cannot be worn becomes cleaning cloths and insulation.'),
    ],
  },
  electronics: {
    material: 'Electrical device',
    bin: bins.centre,
    alternatives: [
      reuse('A repair café may fix it; erase your data before you hand it on.'),
      resale('Refurbishers buy phones, laptops and consoles, even broken ones.'),
      recycling('Shops that sell devices take old ones back. Gold, copper and rare earths are recovered.'),
    ],
  },
  battery: {
    material: 'Battery',
    bin: bins.takeBack,
    alternatives: [
      reuse('Change to rechargeable cells; each replaces hundreds of single-use ones.'),
      recycling(
        'Tape the poles of lithium batteries, and bring them to any shop that sells batteries. Never to a bin: fire.',
      ),
    ],
  },
  hazardous: {
    material: 'Hazardous substance',
    bin: bins.hazardous,
    alternatives: [
      reuse('Neighbours or a theatre group may use up sealed paint and varnish.'),
      recycling('Bring it in its own container, closed, and never pour it away or mix it.'),
    ],
  },
  wood: {
    material: 'Wood',
    bin: bins.centre,
    alternatives: [
      reuse('Sand it, oil it, build with it: boards and pallets make shelves and raised beds.'),
      resale('Solid furniture sells, and social department stores collect it.'),
      recycling(
        'Untreated wood becomes chipboard. Treated wood is burnt for energy, never in your own stove.',
      ),
    ],
  },
  residual: {
    material: 'Mixed material',
    bin: bins.residual,
    alternatives: [
      reuse('Whole crockery and glasses are welcome at charity shops.'),
      recycling(
        'Nothing to recover here but heat and power. Next time choose the kind that can be refilled or washed.',
      ),
    ],
  },
};
