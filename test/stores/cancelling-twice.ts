import { expect } from 'vitest'
import { CANCEL, CANCEL_OTHERWISE, PATIENTS, undisturbed } from './cancelled-clinic'
import type { Order, Report } from './cancelling-process'
import type { OtherProcess } from './other-process'

/** Has two processes plan to cancel the same clinic in two ways, and then both execute what they planned at once. */
export async function onePlanWins(
  desks: readonly OtherProcess<Report>[],
  where: Pick<Order, 'sqlite' | 'postgres'>,
): Promise<void> {
  const commands = [CANCEL, CANCEL_OTHERWISE]
  for (const [n, command] of commands.entries()) desks[n]!.send({ command, ...where, plan: true })
  const plans = await Promise.all(desks.map((desk) => desk.receive(2)))
  for (const [n, command] of commands.entries()) desks[n]!.send({ command, ...where })
  const reports = await Promise.all(desks.map((desk) => desk.receive(3)))
  const answers = reports.map((report) => {
    if (report.is !== 'answered') throw new Error(report.is)
    return report.answer
  })
  const winner = answers.findIndex(({ status }) => status === 'closed')
  expect(answers[1 - winner]).toMatchObject({ status: 'rejected', code: 'plan-stale', moves: [] })
  const plan = plans[winner]!
  if (plan.is !== 'planned') throw new Error(plan.is)
  const { basis, ...shown } = plan.plan
  expect(answers[winner]).toEqual(shown)
  expect(answers[winner]!.moves).toHaveLength(2 * PATIENTS)
  expect(answers[winner]).toEqual((await undisturbed(commands[winner])).answer)
}
