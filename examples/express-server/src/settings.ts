import { dirname, join } from 'node:path'
import { presets } from 'opd-scheduler'
import type { RulesOption } from 'opd-scheduler/rules'
import { z } from 'zod'
import { readWebhooks, type WebhookSettings } from './live/webhook-settings'
import { type CountryCode, isSupportedCountry } from './patients/phone'
import type { SampleMode } from './running/sample'
import { readKeys } from './security/keys'
import { isLoopback } from './security/loopback'
import type { KeySettings } from './security/open-keys'
import { readTrustProxy } from './security/trust-proxy'

/** Each message completes `NAME is 'value'; …`. */
const oneOf = <const Name extends string>(names: readonly Name[]) =>
  z.enum(names, { error: `choose one of ${names.join(', ')}` })

const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} up` : `${least} to ${most}`
  const error = `give a whole number from ${range}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

const PRESET_NAMES = Object.keys(presets) as (keyof typeof presets)[]

/** Reads the preset of all doctors, and after it those of single doctors: `standard,dr-rao:publicHospital`. */
function readRules(text: string, context: z.RefinementCtx): RulesOption {
  const [usual = '', ...others] = text.split(',')
  const doctors = others.flatMap((each) => {
    const [, id = '', name = ''] = /^([A-Za-z0-9-]{1,40}):(.+)$/.exec(each) ?? []
    return isPreset(name) ? [[id, presets[name]()] as const] : []
  })
  if (isPreset(usual) && doctors.length === others.length)
    return doctors.length === 0 ? presets[usual]() : { default: presets[usual](), doctors: Object.fromEntries(doctors) }
  const byDoctor = others.length === 0 ? '' : ', then doctors with theirs, as in standard,dr-rao:publicHospital'
  context.addIssue({ code: 'custom', message: `choose one of ${PRESET_NAMES.join(', ')}${byDoctor}` })
  return z.NEVER
}

function isPreset(name: string): name is keyof typeof presets {
  return Object.hasOwn(presets, name)
}

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'give an address such as https://tokens.example.org' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default(''),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'give an IANA time zone, such as Asia/Kolkata' })
    .default('Asia/Kolkata'),
  STORE: oneOf(['memory', 'sqlite', 'postgres']).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give an address that begins with postgres://')
    .optional(),
  SQLITE_FILE: z.string().min(1).default('opd.db'),
  KEYS: oneOf(['none']).optional(),
  API_KEYS: z.string().default(''),
  API_KEYS_FILE: z.string().optional(),
  ADMIN_KEY_FILE: z.string().optional(),
  TRUST_PROXY: z.string().default('0'),
  PATIENTS: oneOf(['own', 'external']).default('own'),
  PHONE_COUNTRY: z
    .custom<CountryCode>(
      (value) => typeof value === 'string' && isSupportedCountry(value),
      'give a country of two capital letters such as IN',
    )
    .default('IN'),
  RULES: z.string().default('standard').transform(readRules),
  SAMPLE: oneOf(['on', 'off']).optional(),
  WRITES_PER_MINUTE: wholeNumber(1).default(1200),
  READS_PER_MINUTE: wholeNumber(1).default(6000),
  FAILED_KEYS_PER_MINUTE: wholeNumber(1, 1000).default(30),
  STREAMS_PER_KEY: wholeNumber(1, 500).default(100),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  WEBHOOKS: z.string().default(''),
  DRAIN_SECONDS: wholeNumber(0, 600).default(2),
  SWEEP_SECONDS: wholeNumber(1, 300).default(30),
  WEBHOOK_GIVE_UP: wholeNumber(1).default(72),
})

/** The names of all settings. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape)

export interface Settings {
  readonly host: string
  readonly port: number
  /** Address at which clients reach the server, without a slash at the end; empty if it is not given. */
  readonly publicUrl: string
  readonly timeZone: string
  readonly rules: RulesOption
  readonly storage:
    | { readonly kind: 'memory' }
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: string }
  readonly keys: KeySettings
  readonly patientIndex: 'own' | 'external'
  readonly phoneCountry: CountryCode
  readonly sample: SampleMode
  /** How long the server serves on after it was told to stop. */
  readonly drainSeconds: number
  /** How long after one sweep the next begins. */
  readonly sweepSeconds: number
  readonly writesPerMinute: number
  readonly readsPerMinute: number
  readonly failedKeysPerMinute: number
  readonly streamsPerKey: number
  readonly trustProxy: number | readonly string[]
  readonly logLevel: string
  readonly webhooks: readonly WebhookSettings[]
  /** Hours after which a webhook's event that keeps failing is put aside. */
  readonly webhookGiveUpHours: number
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
  const keys = keysOf(read.data)
  if (keys.kind === 'none' && !isLoopback(host))
    throw new RangeError(`HOST is '${host}' and KEYS is 'none'; remove KEYS=none, or leave HOST at 127.0.0.1.`)
  const storage = storageOf(read.data)
  return {
    host,
    port,
    publicUrl: read.data.PUBLIC_URL,
    timeZone,
    rules: read.data.RULES,
    storage,
    keys,
    patientIndex: read.data.PATIENTS,
    phoneCountry: read.data.PHONE_COUNTRY,
    sample: sampleMode(SAMPLE, keys.kind === 'given', storage),
    drainSeconds: read.data.DRAIN_SECONDS,
    sweepSeconds: read.data.SWEEP_SECONDS,
    writesPerMinute: WRITES_PER_MINUTE,
    readsPerMinute: read.data.READS_PER_MINUTE,
    failedKeysPerMinute: read.data.FAILED_KEYS_PER_MINUTE,
    streamsPerKey: read.data.STREAMS_PER_KEY,
    trustProxy: readTrustProxy(read.data.TRUST_PROXY),
    logLevel,
    webhooks: readWebhooks(read.data.WEBHOOKS),
    webhookGiveUpHours: read.data.WEBHOOK_GIVE_UP,
  }
}

/** A hospital's own server gets no invented doctors, unless it asks for them. */
function sampleMode(given: Read['SAMPLE'], hasKeys: boolean, { kind }: Settings['storage']): SampleMode {
  if (given !== undefined) return given === 'on' ? 'always' : 'off'
  return hasKeys || kind === 'postgres' ? 'off' : 'if-empty'
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

type Read = z.output<typeof Environment>

function keysOf({ KEYS, API_KEYS, API_KEYS_FILE: file, ADMIN_KEY_FILE, STORE, ...rest }: Read): KeySettings {
  const keys = readKeys(API_KEYS)
  const isGiven = keys.length > 0 || file !== undefined
  if (KEYS === 'none' && isGiven)
    throw new RangeError("KEYS is 'none', and API_KEYS or API_KEYS_FILE is set; remove one of them.")
  if (KEYS === 'none') return { kind: 'none' }
  if (isGiven) return { kind: 'given', keys, file }
  const isSqlite = STORE === undefined ? rest.DATABASE_URL === undefined : STORE === 'sqlite'
  const folder = isSqlite ? dirname(rest.SQLITE_FILE) : '.'
  return { kind: 'own', file: ADMIN_KEY_FILE ?? join(folder, 'opd-admin.key') }
}

function storageOf({ STORE, DATABASE_URL: url, SQLITE_FILE: file }: Read): Settings['storage'] {
  const kind = STORE ?? (url === undefined ? 'sqlite' : 'postgres')
  if (kind !== 'postgres') return kind === 'memory' ? { kind } : { kind, file }
  if (url === undefined)
    throw new RangeError("STORE is 'postgres' and DATABASE_URL is not set; set it to postgres://….")
  return { kind, url }
}
