import { nearest } from '../nearest'

/** The part of JSON Schema (draft 2020-12) that `scenarios/schema.json` uses. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly description?: string
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer'
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
}

/** Returns one sentence about each place at which a value is not what the schema says; none if it is valid. */
export function faultsOf(root: Schema, value: unknown): string[] {
  return [...faults(root, root, value, '')]
}

function* faults(root: Schema, given: Schema, value: unknown, path: string): Generator<string> {
  const schema = given.$ref === undefined ? given : root.$defs![given.$ref.replace('#/$defs/', '')]!
  if (!fits(schema, value)) yield `${path || 'The file'} is ${shown(value)}. Give ${wanted(schema)}.`
  else if (Array.isArray(value))
    for (const [index, each] of value.entries()) yield* faults(root, schema.items!, each, `${path}[${index}]`)
  else if (schema.type === 'object') yield* fieldFaults(root, schema, value as Record<string, unknown>, path)
}

function* fieldFaults(
  root: Schema,
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<string> {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  for (const name of required) if (!Object.hasOwn(value, name)) yield `${at(name)} is missing.`
  for (const [name, each] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (own) yield* faults(root, own, each, at(name))
    else {
      const names = Object.keys(properties)
      yield `There is no ${at(name)}. ${hint(name, names)}`
    }
  }
}

function hint(name: string, names: readonly string[]): string {
  const meant = nearest(name, names)
  return meant === undefined ? `Give ${names.join(', ')}.` : `Maybe ${meant}.`
}

function fits({ type, pattern, ...schema }: Schema, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.some((each) => each === value)
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, minLength = 0 } = schema
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value) && value.length >= minItems && value.length <= maxItems
    case 'string':
      return typeof value === 'string' && value.length >= minLength && new RegExp(pattern ?? '', 'u').test(value)
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        value >= minimum &&
        value <= maximum &&
        (type === 'number' || Number.isInteger(value))
      )
    default:
      throw new Error('A schema needs a type or an enum.')
  }
}

/** What the schema asks for, in words. */
function wanted({ type, enum: choices, description, ...schema }: Schema): string {
  if (choices !== undefined) return `one of ${choices.join(', ')}`
  const { minimum, maximum, minItems, maxItems } = schema
  const range = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ].join(' ')
  const many = minItems === undefined ? '' : ` of ${minItems}${maxItems === minItems ? '' : ' or more'}`
  const nouns = {
    object: 'an object',
    array: `a list${many}`,
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
  }
  return [nouns[type!], range].filter(Boolean).join(' ') + (description === undefined ? '' : `: ${description}`)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
