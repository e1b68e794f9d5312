import {
  bumpAndCascade,
  emergencyBypass,
  emergencyOverflow,
  privateClinic,
  publicHospital,
  type Rules,
  standard,
  swapToOverflow,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import { z } from 'zod'
import { readWebhooks, type Webhook } from './live/webhook'
import { isLoopback } from './security/gate'
import { type ApiKey, readKeys } from './security/keys'

const PRESETS = {
  standard,
  publicHospital,
  privateClinic,
  bumpAndCascade,
  waitlistWithEmergencyBump,
  swapToOverflow,
  emergencyBypass,
  emergencyOverflow,
}

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  TIME_ZONE: z.string().min(1).default('Asia/Kolkata'),
  STORE: z.enum(['memory', 'sqlite', 'postgres']).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'begins with postgres://')
    .optional(),
  SQLITE_FILE: z.string().min(1).default('opd.db'),
  API_KEYS: z.string().default(''),
  RULES: z.enum(Object.keys(PRESETS) as [keyof typeof PRESETS]).default('standard'),
  SAMPLE: z.enum(['on', 'off']).default('on'),
  WRITES_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
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
  readonly hasSample: boolean
  readonly writesPerMinute: number
  readonly logLevel: string
  readonly webhooks: readonly Pick<Webhook, 'name' | 'url' | 'secret'>[]
}

/** Reads the environment; throws a `RangeError` that says what is wrong, and shows no secret. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new RangeError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { HOST: host, PORT: port, TIME_ZONE: timeZone, LOG_LEVEL: logLevel, WRITES_PER_MINUTE, SAMPLE } = read.data
  const keys = readKeys(read.data.API_KEYS)
  if (keys.length === 0 && !isLoopback(host))
    throw new RangeError(`HOST is ${host}, and there are no keys. Maybe set API_KEYS, or leave HOST at 127.0.0.1.`)
  return {
    host,
    port,
    timeZone,
    rules: PRESETS[read.data.RULES](),
    storage: storageOf(read.data),
    keys,
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
  if (url === undefined) throw new RangeError('STORE is postgres, and there is no DATABASE_URL.')
  return { kind, url }
}
