import fc, { type Arbitrary } from 'fast-check'
import type { Json } from '../../../examples/express-server/test/client'

/** Generates values that a JSON schema of our document accepts. */
export function taking(schema: Json, document: Json): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return taking(document.components.schemas[schema.$ref.split('/').pop()], document)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices =
    schema.anyOf ?? (Array.isArray(schema.type) ? schema.type.map((type: string) => ({ ...schema, type })) : undefined)
  if (choices !== undefined) return fc.oneof(...choices.map((each: Json) => taking(each, document)))
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) })
    case 'number':
      return fc.double({
        min: schema.exclusiveMinimum ?? -1000,
        max: schema.maximum ?? 1000,
        minExcluded: true,
        noNaN: true,
      })
    case 'string':
      return text(schema)
    case 'array':
      return fc.array(taking(schema.items, document), { minLength: schema.minItems ?? 0, maxLength: 4 })
    case 'object':
      return object(schema, document)
    default:
      throw new Error(`No arbitrary for ${JSON.stringify(schema)}.`)
  }
}

function text({ pattern, format, minLength = 0, maxLength = 20 }: Json): Arbitrary<string> {
  const length = { minLength, maxLength: Math.min(maxLength, 40) }
  if (format === 'date')
    return fc
      .date({ min: new Date('2026-01-25'), max: new Date('2026-02-05'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  if (pattern === undefined || pattern.includes('\\u0000')) return fc.string(length)
  return fc.stringMatching(new RegExp(pattern)).filter((value) => value.length >= minLength && value.length <= 400)
}

function object(schema: Json, document: Json): Arbitrary<object> {
  const { properties = {}, required = [], propertyNames, additionalProperties } = schema
  const fields = Object.entries<Json>(properties).map(([name, each]) => [name, taking(each, document)] as const)
  const fixed = fc.record(Object.fromEntries(fields), { requiredKeys: required })
  if (propertyNames === undefined) return fixed
  return fc.dictionary(taking(propertyNames, document) as Arbitrary<string>, taking(additionalProperties, document), {
    maxKeys: 4,
  })
}

/** Any JSON value. */
export const anyJson = fc.jsonValue({ maxDepth: 2 })

/** Spoils a value in one way: removes, adds or changes a field, or replaces the whole. */
export function spoilt(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), anyJson, fc.constantFrom('drop', 'add', 'change', 'replace'))
    .map(([given, nat, any, how]) => {
      if (typeof given !== 'object' || given === null || Array.isArray(given) || how === 'replace') return any
      const names = Object.keys(given)
      const name = names[nat % Math.max(names.length, 1)]
      if (how === 'add' || name === undefined) return { ...given, surprise: any }
      const { [name]: _, ...rest } = given as Record<string, unknown>
      return how === 'drop' ? rest : { ...rest, [name]: any }
    })
}
