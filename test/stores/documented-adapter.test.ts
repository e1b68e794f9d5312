import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { book, clinicOn, Folder, failsWith, filledFile, readBack } from './clinic-file'
import { jsonLinesStore } from './documented-adapter'

const folder = new Folder()
afterAll(() => folder.remove())

describe('the adapter of docs/writing-a-store.md', () => {
  it('has all its data after it is reopened', async () => {
    const path = folder.file()
    const contents = await filledFile(jsonLinesStore(path))
    const store = jsonLinesStore(path)
    expect(await readBack(store)).toEqual(contents)
    expect(await store.advance('sms', 0, 5)).toBe(true)
    await store.close()
    await failsWith('store-failed', () => store.head())
    expect(await jsonLinesStore(path).checkpoint('sms')).toBe(5)
  })

  it('drops a last line that a power cut left incomplete, and goes on', async () => {
    const path = folder.file()
    const contents = await filledFile(jsonLinesStore(path))
    const size = statSync(path).size
    appendFileSync(path, readFileSync(path, 'utf8').slice(0, 70))
    const store = jsonLinesStore(path)
    expect(await readBack(store)).toEqual(contents)
    expect(statSync(path).size).toBe(size)
    const opd = await clinicOn(store)
    await book(opd, 'after')
    const after = await readBack(store)
    await opd.close()
    expect(await readBack(jsonLinesStore(path))).toEqual(after)
  })

  it('loses only the last commit if a power cut truncates it', async () => {
    const path = folder.file()
    const contents = await filledFile(jsonLinesStore(path))
    truncateSync(path, statSync(path).size - 10)
    const { log } = await readBack(jsonLinesStore(path))
    expect(log).toEqual(contents.log.slice(0, -1))
  })

  it('reports damage', async () => {
    const path = folder.file()
    await filledFile(jsonLinesStore(path))
    writeFileSync(path, readFileSync(path, 'utf8').replace('"commandId"', 'commandId'))
    await failsWith('store-corrupt', () => jsonLinesStore(path))
  })
})
