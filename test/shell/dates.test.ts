import { expect, it } from 'vitest'
import { Fields } from '../../src/shell/input/fields'

const isRead = (date: string): boolean => {
  try {
    return new Fields({ date }).date('date') === date
  } catch {
    return false
  }
}

it('the last day of every month from 1970 to 2199 exists, and the day after it does not', () => {
  for (let year = 1970; year < 2200; year++)
    for (let month = 1; month <= 12; month++) {
      const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
      const next = `${last.slice(0, 8)}${Number(last.slice(8)) + 1}`
      expect([last, isRead(last), next, isRead(next)]).toEqual([last, true, next, false])
    }
})
