import type * as v from "valibot";

/**
 * The schema, where its output is exactly `T`; any other does not compile. `core` imports nothing, so its types stand there: this
 * keeps them and what may be stored the same.
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

/** Whether two types are the same one, optional fields included. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** Schemas know nothing of `readonly`. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
