import type { Json } from './rules'

const SESSION = String.raw`dr-[a-z]+\.\d{4}-\d\d-\d\d`
const TOKEN = String.raw`t-\d{4}-\d|${SESSION}\.t\d+`

/** Every text that a resource of the week may have, by its element. The only one about a patient is the opaque reference. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  resourceType: /^(Schedule|Slot|Appointment|Encounter)$/,
  id: new RegExp(`^(dr-[a-z]+|${SESSION}\\.\\d{4}|${TOKEN})$`),
  reference: new RegExp(
    `^(Patient/p-\\d{4}-\\d|Practitioner/dr-[a-z]+|Schedule/dr-[a-z]+|Slot/${SESSION}\\.\\d{4}|Appointment/(${TOKEN}))$`,
  ),
  status: /^[a-z-]+$/,
  code: /^([A-Z]+|[a-z-]+)$/,
  system:
    /^(http:\/\/terminology\.hl7\.org\/CodeSystem\/[\w-]+|https:\/\/hospital\.example\/(booking-class|opd-number\/[\w.-]+))$/,
  url: /^http:\/\/[a-z0-9.-]+\/([\w.-]+\/)*StructureDefinition\/[\w.-]+$/,
  value: /^\d{3}$/,
  start: /^[\d:T+-]+$/,
  end: /^[\d:T+-]+$/,
  created: /^[\d:T+-]+$/,
}

/** Returns the texts of a resource that no element may have. Whatever turns up may be about a patient. */
export function strangeTexts(resource: Json): string[] {
  const found: string[] = []
  const search = (value: unknown, element: string): void => {
    if (typeof value === 'string' && ALLOWED[element]?.test(value) !== true) found.push(`${element}: ${value}`)
    if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) search(each, Array.isArray(value) ? element : name)
  }
  search(resource, '')
  return found
}
