import { append, commit, commitOf, events, OTHER, recordOf, SESSION, same, type Trial, texts, write } from './check'

/** Texts of which some collations and databases make one, or another text. All are well-formed: the scheduler refuses others. */
const ALIKE = [
  ...['🙂', '😀', '𝒳', '𐍈𐍈', '👩🏽‍⚕️', '👩⚕'],
  ...['é', 'e\u0301', '한', '\u1112\u1161\u11ab', 'ﬁ', 'fi', '１', '1', 'Å', '\u212b'],
  ...['a', 'A', 'a ', ' a', 'a\u00a0', 'a\u200b', '\ufeffa', '\u202ea', 'ß', 'SS', 'ss', 'ſs', 'i', 'İ', 'ı'],
  ...['\ufffd', '\uffff', '%', '_', "'", '"', '\\', '\\u0041', '$1', '[]', 'null', '0', '00'],
]

/** Checks of what becomes of texts. */
export const TEXTS: readonly Trial[] = [
  {
    name: 'texts come back exactly, and no two of them are one',
    of: async (store) => {
      const lines = [...ALIKE, 'a\r\nb\tc', 'a\nb\tc', 'a b c', 'a\u2028b\u2029']
      same('the outcome', await append(store, commit('c0', SESSION, 0, lines)), ['committed'])
      same('the events', await store.load(SESSION, 0), events(SESSION, 0, lines, 'c0'))
      const log = await store.read(0, lines.length)
      same(
        'the events in the log',
        log.map(({ event }) => event.note),
        lines,
      )
      const batch = ALIKE.map((id, index) => commit(id, OTHER, index, [id]))
      same('the outcomes of command ids', await append(store, ...batch), Array(ALIKE.length).fill('committed'))
      for (const id of ALIKE) same(`the commit ${JSON.stringify(id)}`, await store.findCommit(id), recordOf(id))
      for (const id of ['É', 'E\u0301', 'Null', 'x'])
        same(`the commit ${JSON.stringify(id)}`, await store.findCommit(id), undefined)
      same('the texts', await texts(store, OTHER), ALIKE)
      const answer = { texts: ALIKE, [ALIKE[0]!]: ALIKE[1]! }
      await store.append([commitOf('c1', [write(SESSION, lines.length, ['a'], 'c1')], { answer, fingerprint: '🙂 é' })])
      same('the commit', await store.findCommit('c1'), { commandId: 'c1', fingerprint: '🙂 é', answer })
    },
  },
  {
    name: 'names that differ only in upper and lower case are two streams, two keys and two consumers',
    of: async (store) => {
      const names = ['dr-a.2026-01-30', 'DR-A.2026-01-30', 'dr-A.2026-01-30']
      for (const name of names) {
        const claims = [{ key: `key of ${name}`, stream: name }]
        const made = commitOf(name, [write(name, 0, [name], name)], { claims })
        same(`the outcome for ${name}`, await append(store, made), ['committed'])
        same(`the first move of ${name}`, await store.advance(name, 0, 1), true)
      }
      for (const name of names) {
        same(`the events of ${name}`, await texts(store, name), [name])
        same(`the stream of the key of ${name}`, await store.locate(`key of ${name}`), name)
      }
      same('the sessions of dr-a', await store.sessions({ doctorId: 'dr-a' }), ['dr-a.2026-01-30'])
    },
  },
]
