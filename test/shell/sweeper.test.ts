import type { OpdScheduler } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { clinic } from '../scheduler/clinic'
import { runProgram } from '../support/run-program'

type SweeperOptions = Parameters<OpdScheduler['startSweeper']>[0]

const sweeping = (options: Partial<SweeperOptions>) =>
  runProgram('test/shell/sweeping-program.ts', [JSON.stringify(options)])

describe('a process that has nothing to do but to sweep', () => {
  it('ends at once', async () => {
    expect(await sweeping({})).toEqual({ code: 0, out: 'started\n' })
    expect(await sweeping({ keepAlive: false })).toEqual({ code: 0, out: 'started\n' })
  })

  it('lives on with keepAlive, until the sweeper is stopped', async () => {
    expect(await sweeping({ keepAlive: true })).toEqual({ code: 0, out: 'started\nswept\nstopped\n' })
  })
})

it('a sweeper refuses wrong and unknown options', async () => {
  const { opd } = await clinic([1])
  for (const wrong of [{ keepAlive: 'yes' }, { onError: 1 }, { keepalive: true }, { everySeconds: 0 }])
    expect(() => opd.startSweeper({ everySeconds: 1, ...wrong } as SweeperOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(Object.keys(wrong)[0]!) }),
    )
  for (const wrong of [undefined, null, 30, [30]])
    expect(() => opd.startSweeper(wrong as never)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  await opd.close()
})
