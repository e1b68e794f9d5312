import { z } from 'zod'

type Json = Record<string, unknown>

/** JSON Schemas of zod schemas. A schema with an id becomes a component of the document. */
export class Schemas {
  private readonly named: Record<string, Json> = {}
  private readonly made = { input: new Map<z.ZodType, Json>(), output: new Map<z.ZodType, Json>() }

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const known = this.made[io].get(schema)
    if (known !== undefined) return known
    const whole = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => unbounded(jsonSchema) })
    const { $schema: _, $defs = {}, ...own } = whole as Json & { $defs?: Record<string, Json> }
    for (const [name, each] of Object.entries($defs)) this.named[name] = withoutId(lifted(each) as Json)
    const finished = withoutId(lifted(own) as Json)
    const { id } = own as { id?: string }
    const made = id === undefined ? finished : { $ref: `#/components/schemas/${id}` }
    if (id !== undefined) this.named[id] = finished
    this.made[io].set(schema, made)
    return made
  }

  /** All schemas with an id, by id. */
  components(): Record<string, Json> {
    return Object.fromEntries(Object.entries(this.named).sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** Removes the bounds of safe integers, which are not part of the API. */
function unbounded(schema: { minimum?: number; maximum?: number }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

/** Points references to the document's components. */
function lifted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lifted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) =>
      key === '$ref' ? [key, String(each).replace('#/$defs/', '#/components/schemas/')] : [key, lifted(each)],
    ),
  )
}

function withoutId({ id: _, ...schema }: Json): Json {
  return schema
}
