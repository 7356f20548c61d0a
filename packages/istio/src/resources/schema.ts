/**
 * The shape of one value, as an OpenAPI v3 schema of Kubernetes says it, without the prose. Numbers are places in
 * the table `Schemas.shared`.
 */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'boolean' | 'integer' | 'number';
  readonly properties?: Readonly<Record<string, number>>;
  readonly required?: readonly string[];
  /** Schema of every value of a map with free keys. */
  readonly values?: number;
  readonly items?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A port, a quantity: text or a number. */
  readonly intOrString?: boolean;
  /** Fields that the schema does not name are kept. */
  readonly open?: boolean;
  /** Groups of fields of which at most one may be set. */
  readonly atMostOne?: readonly (readonly string[])[];
}

/** The table in generated/schemas.json; made by scripts/generate-schemas.ts. */
export interface Schemas {
  /** The modules it was made from, with their versions. */
  readonly from: readonly string[];
  /** `APIVERSION KIND` → place in `shared`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly shared: readonly Schema[];
}
