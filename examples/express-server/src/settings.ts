import { presets, type Rules } from 'opd-scheduler'
import { z } from 'zod'
import { readWebhooks, type Webhook } from './live/webhook'
import { type CountryCode, isSupportedCountry } from './patients/phone'
import { isLoopback } from './security/gate'
import { type ApiKey, readKeys } from './security/keys'

/** Each message completes `NAME is 'value'; …`. */
const oneOf = <const Name extends string>(names: readonly Name[]) =>
  z.enum(names, { error: `choose one of ${names.join(', ')}` })

const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} up` : `${least} to ${most}`
  const error = `give a whole number from ${range}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

const PRESET_NAMES = Object.keys(presets) as (keyof typeof presets)[]

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  TIME_ZONE: z.string().min(1).default('Asia/Kolkata'),
  STORE: oneOf(['memory', 'sqlite', 'postgres']).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give an address that begins with postgres://')
    .optional(),
  SQLITE_FILE: z.string().min(1).default('opd.db'),
  API_KEYS: z.string().default(''),
  PATIENTS: oneOf(['own', 'external']).default('own'),
  PHONE_COUNTRY: z
    .custom<CountryCode>(
      (value) => typeof value === 'string' && isSupportedCountry(value),
      'give a country of two capital letters such as IN',
    )
    .default('IN'),
  RULES: oneOf(PRESET_NAMES).default('standard'),
  SAMPLE: oneOf(['on', 'off']).default('on'),
  WRITES_PER_MINUTE: wholeNumber(1).default(1200),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  WEBHOOKS: z.string().default(''),
})

export interface Settings {
  readonly host: string
  readonly port: number
  readonly timeZone: string
  readonly rules: Rules
  readonly storage:
    | { readonly kind: 'memory' }
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: string }
  readonly keys: readonly ApiKey[]
  readonly patientIndex: 'own' | 'external'
  readonly phoneCountry: CountryCode
  readonly hasSample: boolean
  readonly writesPerMinute: number
  readonly logLevel: string
  readonly webhooks: readonly Pick<Webhook, 'name' | 'url' | 'secret'>[]
}

/**
 * Reads the settings from the environment.
 *
 * @throws RangeError that names the variable, its value unless that may hold a secret, and what is allowed
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const name = String(issue?.path[0])
    // An address may hold a password.
    const value = name === 'DATABASE_URL' ? 'not understood' : `'${given[name]}'`
    throw new RangeError(`${name} is ${value}; ${issue?.message}.`)
  }
  const { HOST: host, PORT: port, TIME_ZONE: timeZone, LOG_LEVEL: logLevel, WRITES_PER_MINUTE, SAMPLE } = read.data
  const keys = readKeys(read.data.API_KEYS)
  if (keys.length === 0 && !isLoopback(host))
    throw new RangeError(`HOST is '${host}' and API_KEYS is not set; set API_KEYS, or leave HOST at 127.0.0.1.`)
  return {
    host,
    port,
    timeZone,
    rules: presets[read.data.RULES](),
    storage: storageOf(read.data),
    keys,
    patientIndex: read.data.PATIENTS,
    phoneCountry: read.data.PHONE_COUNTRY,
    hasSample: SAMPLE === 'on',
    writesPerMinute: WRITES_PER_MINUTE,
    logLevel,
    webhooks: readWebhooks(read.data.WEBHOOKS),
  }
}

type Read = z.output<typeof Environment>

function storageOf({ STORE, DATABASE_URL: url, SQLITE_FILE: file }: Read): Settings['storage'] {
  const kind = STORE ?? (url === undefined ? 'sqlite' : 'postgres')
  if (kind !== 'postgres') return kind === 'memory' ? { kind } : { kind, file }
  if (url === undefined)
    throw new RangeError("STORE is 'postgres' and DATABASE_URL is not set; set it to postgres://….")
  return { kind, url }
}
