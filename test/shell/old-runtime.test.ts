import { OpdScheduler } from 'opd-scheduler'
import { afterEach, describe, expect, it, vi } from 'vitest'

const make = () => new OpdScheduler({ timeZone: 'Asia/Kolkata' })

afterEach(() => vi.unstubAllGlobals())

describe('a runtime that is too old', () => {
  it('is named, with what the library needs', () => {
    vi.stubGlobal('crypto', undefined)
    vi.stubGlobal('process', { versions: { node: '18.20.8' } })
    const needed = 'This is Node.js 18.20.8. opd-scheduler needs Node.js 20.19 or later, or a browser of 2023 or later.'
    expect(make).toThrow(needed)
  })

  it('may be a browser', () => {
    vi.stubGlobal('crypto', undefined)
    vi.stubGlobal('process', undefined)
    expect(make).toThrow('This browser is too old. opd-scheduler needs')
  })
})
