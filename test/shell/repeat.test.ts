import { expect, it } from 'vitest'
import type { ReadCommand } from '../../src/shell/command/read-command'
import { fingerprintOf } from '../../src/shell/command/repeat'

const command = (more: object): ReadCommand =>
  ({
    op: 'book',
    commandId: undefined,
    target: { kind: 'doctor', doctorId: 'dr-rao' },
    patientId: 'p1',
    holdMinutes: 0,
    attributes: { triage: 1, referral: 'a' },
    ...more,
  }) as unknown as ReadCommand

it('a command has the same fingerprint under any id, by any actor and with its fields in any order, and another with any other content', () => {
  const fingerprint = fingerprintOf(command({}))
  expect(fingerprintOf(command({ commandId: 'c1', note: undefined }))).toBe(fingerprint)
  expect(fingerprintOf(command({ actor: 'desk-2', note: 'asked twice' }))).toBe(fingerprint)
  expect(fingerprintOf(command({ attributes: { referral: 'a', triage: 1 } }))).toBe(fingerprint)
  const others = [
    { patientId: 'p2' },
    { holdMinutes: 1 },
    { patientId: 'p2', holdMinutes: 1 },
    { attributes: { triage: '1', referral: 'a' } },
    { attributes: { triage: 1, referral: 'b' } },
    { attributes: { triage: 1 } },
    { attributes: { bed: '12' } },
    { attributes: { bed1: '2' } },
    { attributes: undefined },
    { target: { kind: 'doctor', doctorId: 'dr-oar' } },
    { attributes: { triage: 1, referral: 'a', note: 'n' } },
    { op: 'cancel' },
  ].map((more) => fingerprintOf(command(more)))
  expect(new Set([fingerprint, ...others]).size).toBe(others.length + 1)
})

it('what other packages add to every object does not count', () => {
  const extended: { self?: object } = {}
  extended.self = extended
  expect(fingerprintOf(Object.assign(Object.create(extended), command({})))).toBe(fingerprintOf(command({})))
})
