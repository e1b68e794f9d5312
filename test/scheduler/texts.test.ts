import { bump, type Command, isOpdError, OpdScheduler, standard } from 'opd-scheduler'
import { Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from './clinic'

const SLOT = `${SESSION}.0900`
const TOKEN = `${SESSION}.t1`

/** Every text that a host may give in a command. */
const TEXTS: Readonly<Record<string, (text: string) => object>> = {
  commandId: (commandId) => ({ op: 'checkIn', tokenId: TOKEN, commandId }),
  actor: (actor) => ({ op: 'checkIn', tokenId: TOKEN, actor }),
  note: (note) => ({ op: 'checkIn', tokenId: TOKEN, note }),
  name: (name) => ({ op: 'registerDoctor', id: 'dr-sen', name }),
  specialization: (specialization) => ({ op: 'registerDoctor', id: 'dr-sen', name: 'Dr. Sen', specialization }),
  source: (source) => ({ op: 'book', slotId: SLOT, source, patientId: 'p-2' }),
  patientId: (patientId) => ({ op: 'book', slotId: SLOT, source: 'online', patientId }),
  tokenId: (tokenId) => ({ op: 'book', slotId: SLOT, source: 'online', patientId: 'p-2', tokenId }),
  'an attribute': (ward) => ({ op: 'book', slotId: SLOT, source: 'online', patientId: 'p-2', attributes: { ward } }),
  "an attribute's name": (name) => ({ op: 'reclassify', tokenId: TOKEN, attributes: { [name]: 1 } }),
  'a new source': (source) => ({ op: 'reclassify', tokenId: TOKEN, source }),
  doctorId: (doctorId) => ({ op: 'closeSession', doctorId, date: DAY }),
  sessionId: (sessionId) => ({ op: 'closeSession', sessionId }),
  slotId: (slotId) => ({ op: 'resizeSlot', slotId, capacity: 1 }),
  start: (start) => ({ op: 'book', doctorId: 'dr-rao', date: DAY, start, source: 'online', patientId: 'p-2' }),
}

async function failureOf(run: () => Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const thrown = await run().then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isOpdError(thrown)) throw new Error(`expected an OpdError, got ${String(thrown)}`)
  return thrown
}

describe('a text', () => {
  for (const [field, commandOf] of Object.entries(TEXTS)) {
    it(`as ${field} is refused if it is ill-formed, or has a control character`, async () => {
      const { opd, store, book } = await clinic([2])
      await book('p-1', 'online', '09:00')
      const size = await store.head()
      for (const wrong of ['a\ud83d', '\ude42b', '\ude42\ud83d', 'a\u0000b', 'a\u001bb', 'a\u0085b', 'a\u007f']) {
        const { code } = await failureOf(() => opd.execute(commandOf(wrong) as Command))
        expect([wrong, code]).toEqual([wrong, 'invalid-input'])
      }
      expect(await store.head()).toBe(size)
    })
  }

  it('on one line has no line break and no tab; a note may have them', async () => {
    const { opd, book } = await clinic([2])
    await book('p-1', 'online', '09:00')
    for (const wrong of ['a\nb', 'a\tb', 'a\r\nb', 'a\u2028b', 'a\u2029b']) {
      for (const field of ['commandId', 'actor', 'source', 'patientId', 'an attribute', 'name'])
        expect(await failureOf(() => opd.execute(TEXTS[field]!(wrong) as Command))).toMatchObject({
          code: 'invalid-input',
          message: expect.stringContaining('in one line'),
        })
    }
    const note = 'asked twice:\r\n\t1. for nine\n\t2. for ten\u2028'
    expect(await opd.checkIn({ tokenId: TOKEN, note })).toMatchObject({ status: 'checked-in' })
    expect((await opd.history(TOKEN)).at(-1)).toMatchObject({ type: 'token.checked-in', note })
  })

  it('of several lines is shown on one line in a sentence of the history', async () => {
    const { opd, book } = await clinic([1])
    await book('p-1', 'online', '09:00')
    const above = { slotId: SLOT, source: 'walk-in', patientId: 'p-2', override: true, actor: 'matron', bump: TOKEN }
    const note = 'she faints\r\n\tand is alone\n'
    await opd.book({ ...above, note })
    const { sentence, note: recorded } = (await opd.history(TOKEN)).at(-1)!
    expect(sentence).toContain('above the rules, by matron (she faints and is alone);')
    expect(sentence).not.toMatch(/[\n\r\t]/)
    expect(recorded).toBe(note)
  })

  it('of any language comes back exactly', async () => {
    const { opd, store, book } = await clinic([5])
    const texts = ['🙂𝒳', 'राव', 'é', 'e\u0301', '‏רחל', '\ufeff x ', '"\\\'']
    const ask = (text: string) =>
      book(text, 'online', '09:00', { commandId: text, actor: text, note: text, attributes: { text } })
    for (const text of texts) await ask(text)
    for (const [index, text] of texts.entries()) {
      const number = `00${index + 1}`
      expect(await opd.tokens({ patientId: text })).toMatchObject([{ patientId: text, number, attributes: { text } }])
      expect((await store.findCommit(text))?.commandId).toBe(text)
      expect(await ask(text)).toMatchObject({ token: { number } })
    }
  })
})

describe('an error', () => {
  it('shows neither a note, nor the id of a patient, nor an attribute', async () => {
    const { opd } = await clinic([2])
    const booking = { op: 'book', slotId: SLOT, source: 'online', patientId: 'p-1' }
    const secret = 'Asha Verma 4711'
    const long = `${secret}${'x'.repeat(1000)}`
    const wrong: unknown[] = [
      ...[long, `${secret}\u0000`, `${secret}\ud800`, [secret], { secret }, 4711n].flatMap((value) => [
        { ...booking, patientId: value },
        { ...booking, note: value },
        { ...booking, attributes: { ward: value } },
        { op: 'reclassify', tokenId: TOKEN, attributes: { ward: value } },
      ]),
      { ...booking, patientId: 4711 },
      { ...booking, note: 4711 },
      { ...booking, attributes: secret },
      JSON.stringify({ op: 'book', patientId: secret }),
      4711,
    ]
    for (const command of wrong) {
      const { code, message, details } = await failureOf(() => opd.execute(command as Command))
      expect(code).toBe('invalid-input')
      expect(message + JSON.stringify(details)).not.toMatch(/Asha|4711/)
      expect(details).toHaveProperty('value')
    }
    for (const query of [secret, { patientId: long }, { patientId: 4711 }, { patientId: `${secret}\n` }]) {
      const { code, message, details } = await failureOf(() => opd.tokens(query as { patientId: string }))
      expect(code).toBe('invalid-input')
      expect(message + JSON.stringify(details)).not.toMatch(/Asha|4711/)
    }
  })

  it('says how long a text is that it does not show, and what is accepted', async () => {
    const { opd } = await clinic([2])
    const command = { slotId: SLOT, source: 'online', patientId: 'p-1', note: 'x'.repeat(501) }
    await expect(opd.book(command)).rejects.toMatchObject({
      message:
        'note is a text of 501 characters. Give 1 to 500 characters, without control characters but line breaks and tabs.',
      details: { field: 'note', value: 'a text of 501 characters' },
    })
    await expect(opd.book({ ...command, note: '', patientId: '' })).rejects.toMatchObject({
      message: 'note is an empty text. Give 1 to 500 characters, without control characters but line breaks and tabs.',
    })
    await expect(opd.book({ ...command, note: 'n', patientId: 17 as never })).rejects.toMatchObject({
      message: 'patientId is a number. Give 1 to 64 characters in one line, without control characters.',
    })
  })
})

describe('a text of the rules', () => {
  const clock = () => at('06:00')
  const wrong = ['a\ud83d', 'a\u0000', 'a\nb']

  it('is refused if it is a name or a number that cannot be stored', async () => {
    for (const name of wrong) {
      const rules = { ...standard(), overflow: [{ ...bump(), name }] }
      expect(() => new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, clock })).toThrow(/rules\.overflow/)
      const { book } = await clinic([1], { formatNumber: () => name })
      expect(await failureOf(() => book('p-1', 'online', '09:00'))).toMatchObject({ code: 'invalid-rules' })
    }
  })

  it('is refused if it is the code of a drop that cannot be stored', () => {
    for (const code of [...wrong, '', undefined, 5]) expect(() => Verdict.drop(code as string)).toThrow(RangeError)
    expect(Verdict.drop('no-beds').code).toBe('no-beds')
  })
})
