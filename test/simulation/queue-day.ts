import { OpdScheduler, presets, type QueueView } from 'opd-scheduler'
import { DATE, doctorsOf, HOUR, MIDNIGHT, MINUTE, TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { clinicDay } from '../../examples/day-simulation/src/day/clinic-day'
import { demandOf, requestsFor } from '../../examples/day-simulation/src/day/demand'
import { Random } from '../../examples/day-simulation/src/day/random'
import type { PresetName } from '../../examples/day-simulation/src/options/preset-name'

/** An estimate of `queue` at some moment, and when the visit began afterwards. */
export interface Estimate {
  readonly kind: 'present' | 'expected'
  readonly asOf: number
  readonly from: number
  readonly to: number
  /** Undefined for patients who were not seen: left, no-show, or moved to another token. */
  readonly began: number | undefined
}

/** How many doctors have a queue, and how many rooms each queue has. */
export interface Staff {
  readonly doctors: number
  readonly rooms: number
}

/** Runs a day and reads every queue each quarter of an hour, from before the first slot to the last. */
export async function estimatesOf(
  seed: number,
  rules: PresetName = 'standard',
  load = 1.1,
  staff: Staff = { doctors: 3, rooms: 1 },
): Promise<Estimate[]> {
  const doctors = doctorsOf(staff.doctors).map((doctor) =>
    staff.rooms === 1 ? doctor : { ...doctor, rooms: staff.rooms },
  )
  let now = MIDNIGHT
  const opd = new OpdScheduler({ timeZone: TIME_ZONE, rules: presets[rules](), clock: () => now })
  const begins = new Map<string, number[]>()
  const lastCalls = new Map<string, number>()
  opd.on('token.called', ({ tokenId, at }) => lastCalls.set(tokenId, at))
  // A range says when the patient is called, and the call that counts is the one that was answered.
  opd.on('token.started', ({ tokenId }) =>
    begins.set(tokenId, [...(begins.get(tokenId) ?? []), lastCalls.get(tokenId)!]),
  )
  const said: (Omit<Estimate, 'began'> & { readonly tokenId: string })[] = []
  async function look(at: number): Promise<void> {
    now = at
    for (const { id: doctorId } of doctors) {
      const queue = (await opd.queue({ doctorId, date: DATE }))!
      for (const kind of ['present', 'expected'] as const)
        for (const entry of queue[kind]) said.push({ kind, asOf: at, tokenId: entry.tokenId, ...spanOf(entry, queue) })
    }
  }

  const script = clinicDay(doctors, demandOf(requestsFor(load, staff.doctors * staff.rooms), doctors, new Random(seed)))
  let next = MIDNIGHT + 8.5 * HOUR
  for (let step = script.next(); step.done !== true; ) {
    const { at, command } = step.value
    for (; next < at && next <= MIDNIGHT + 17 * HOUR; next += 15 * MINUTE) await look(next)
    now = at
    step = script.next(await opd.execute(command))
  }
  return said.map(({ tokenId, ...rest }) => ({ ...rest, began: begins.get(tokenId)?.find((at) => at >= rest.asOf) }))
}

function spanOf(
  { estimated, tokenId }: QueueView['present'][number],
  { asOf }: QueueView,
): { from: number; to: number } {
  if (estimated === null) throw new Error(`${tokenId} has no estimate at ${asOf}`)
  return { from: Date.parse(estimated.from), to: Date.parse(estimated.to) }
}
