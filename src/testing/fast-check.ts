/**
 * An arbitrary of fast-check 4, described by its shape: the library does not import fast-check, not even its types. It can be passed to every
 * function of fast-check that takes an arbitrary.
 */
export interface Arbitrary<T> {
  /** Called by fast-check. */
  // biome-ignore lint/suspicious/noExplicitAny: only fast-check looks at what its arbitraries hand to each other
  generate(random: any, bias: number | undefined): any
  /** Called by fast-check. */
  canShrinkWithoutContext(value: unknown): value is T
  /** Called by fast-check. */
  // biome-ignore lint/suspicious/noExplicitAny: what it returns is passed to fast-check only
  shrink(value: T, context: unknown): any
  /** Returns an arbitrary of those values that pass. */
  filter<U extends T>(refinement: (value: T) => value is U): Arbitrary<U>
  /** Returns an arbitrary of those values that pass. */
  filter(predicate: (value: T) => boolean): Arbitrary<T>
  /** Returns an arbitrary of what is made from each value. */
  map<U>(mapper: (value: T) => U): Arbitrary<U>
  /** Returns an arbitrary that depends on a value of this one. */
  chain<U>(chainer: (value: T) => Arbitrary<U>): Arbitrary<U>
}

/** The functions of fast-check 4 that the arbitraries are made with. Pass the module itself: `import fc from 'fast-check'`. */
export interface FastCheck {
  /** As in fast-check. */
  nat(max: number): Arbitrary<number>
  /** As in fast-check. */
  constantFrom<T>(...values: T[]): Arbitrary<T>
  /** As in fast-check. */
  array<T>(
    each: Arbitrary<T>,
    limits: { readonly minLength: number; readonly maxLength: number; readonly size: 'max' },
  ): Arbitrary<T[]>
  /** As in fast-check. */
  record<T>(shape: { readonly [Key in keyof T]: Arbitrary<T[Key]> }): Arbitrary<T>
}
