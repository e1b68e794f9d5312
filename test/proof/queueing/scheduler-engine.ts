import { OpdScheduler, type Rules } from 'opd-scheduler'
import type { Engine } from './engine'

const DATE = '2026-01-30'
const MIDNIGHT = Date.parse(`${DATE}T00:00:00+05:30`)

/** One session that is open all day, run through the library's front door. */
export class SchedulerEngine implements Engine {
  private readonly opd: OpdScheduler
  private now = MIDNIGHT
  private booked = 0

  private constructor(rules: Rules) {
    this.opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, clock: () => this.now })
  }

  static async open(rooms: number, rules: Rules): Promise<SchedulerEngine> {
    const engine = new SchedulerEngine(rules)
    await engine.opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    const slots = [{ start: '00:00', end: '23:59', capacity: 2000 }]
    await engine.opd.openSession({ doctorId: 'dr-rao', date: DATE, slots, rooms })
    return engine
  }

  async arrive(at: number, source: string): Promise<void> {
    this.now = MIDNIGHT + at
    const number = String(this.booked++)
    const slotId = `dr-rao.${DATE}.0000`
    await this.opd.book({ slotId, source, patientId: `p-${number}`, tokenId: `token-${number}` })
    await this.opd.checkIn({ tokenId: `token-${number}` })
  }

  async callNext(at: number, room: string): Promise<number> {
    this.now = MIDNIGHT + at
    const called = await this.opd.callNext({ doctorId: 'dr-rao', date: DATE, room })
    if (!('token' in called)) return -1
    const tokenId = called.token.id
    await this.opd.start({ tokenId })
    return Number(tokenId.slice('token-'.length))
  }

  async complete(at: number, token: number): Promise<void> {
    this.now = MIDNIGHT + at
    const { status } = await this.opd.complete({ tokenId: `token-${token}` })
    if (status !== 'completed') throw new Error(`complete is ${status}`)
  }
}
