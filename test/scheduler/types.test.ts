import { type BookTarget, type Command, OpdScheduler, type Results, type TokenEvent } from 'opd-scheduler'
import { expectTypeOf, it } from 'vitest'

it('the types of commands say which fields they have and what they return', () => {
  const opd = new OpdScheduler({ timeZone: 'UTC' })
  const ask = (target: BookTarget) => opd.book({ ...target, source: 'online', patientId: 'p' })
  const uses = () => [
    ask({ slotId: 's' }),
    ask({ doctorId: 'd', date: '2026-01-30' }),
    // @ts-expect-error neither a slot nor a doctor
    ask({}),
    // @ts-expect-error both
    ask({ slotId: 's', doctorId: 'd' }),
    // @ts-expect-error a start without a date
    ask({ doctorId: 'd', start: '09:00' }),
    // @ts-expect-error a misspelt field
    opd.execute({ op: 'book', slotId: 's', source: 'online', patientId: 'p', atributes: {} }),
    // @ts-expect-error no such command
    opd.plan({ op: 'bok', slotId: 's', source: 'online', patientId: 'p' }),
  ]
  expectTypeOf(uses).toBeFunction()
  const booked = () => opd.execute({ op: 'book', slotId: 's', source: 'online', patientId: 'p' })
  expectTypeOf<Awaited<ReturnType<typeof booked>>['status']>().toEqualTypeOf<
    'confirmed' | 'waitlisted' | 'held' | 'rejected'
  >()
  const any = (command: Command) => opd.execute(command)
  expectTypeOf<'registered'>().toExtend<Awaited<ReturnType<typeof any>>['status']>()
})

it('a status, a code and a type of event tell what else is there', () => {
  expectTypeOf<Results['cancel']['status']>().toEqualTypeOf<'cancelled' | 'completed' | 'rejected'>()
  expectTypeOf<Results['skip']['status']>().toEqualTypeOf<
    'checked-in' | 'waitlisted' | 'no-show' | 'completed' | 'rejected'
  >()
  const seat = (booked: Results['book']) =>
    booked.status === 'confirmed' ? `${booked.token.start} ${booked.token.plannedTime}` : undefined
  expectTypeOf(seat).returns.toEqualTypeOf<string | undefined>()
  type Confirmed = Extract<Results['book'], { status: 'confirmed' }>['token']
  expectTypeOf<
    Confirmed['slotId'] | Confirmed['start'] | Confirmed['end'] | Confirmed['plannedTime']
  >().toEqualTypeOf<string>()
  type Refused<Code> = Extract<Results['book'], { code: Code }>['details']
  expectTypeOf<Refused<'duplicate-token'>['tokenId']>().toEqualTypeOf<string>()
  expectTypeOf<Refused<'doctor-not-found'>>().toEqualTypeOf<{ readonly doctorId: string }>()
  type Bumped = TokenEvent<'token.bumped'>
  expectTypeOf<
    Bumped['from'] | Bumped['strategy'] | Bumped['by']['tokenId'] | Bumped['fromSlot']['start']
  >().toEqualTypeOf<string>()
  expectTypeOf<TokenEvent['from']>().toEqualTypeOf<string | null>()
})
