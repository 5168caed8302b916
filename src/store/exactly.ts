import type * as v from "valibot";

/**
 * Returns the schema if its output is exactly `T`; any other schema does not compile. `core` imports no library, so it declares
 * its types by hand. This keeps the types and the schemas the same.
 *
 * @example exactly<Settings>()(v.object({ … }))
 */
export function exactly<T>(): <S extends v.GenericSchema>(
  schema: S & (Same<DeepReadonly<v.InferOutput<S>>, DeepReadonly<T>> extends true ? unknown : Drifted),
) => v.GenericSchema<unknown, T> {
  return (schema) => schema as unknown as v.GenericSchema<unknown, T>;
}

interface Drifted {
  readonly "the schema's output is not the type": never;
}

/** Whether two types are the same, optional fields included. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** A schema's output type has no `readonly`, so both types are compared with it. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
