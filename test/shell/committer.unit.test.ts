import { memoryStore } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { type CommitOutcome, Committer, type Committing, Submission } from '../../src/shell/sessions/committer'

it('a commit that cannot be made fails its command with nothing stored, and later commits are appended', async () => {
  const store = memoryStore()
  const committer = new Committer(
    store,
    5000,
    () => undefined,
    () => undefined,
  )
  const submit = (run: Committing) =>
    new Promise<CommitOutcome>((resolve) => {
      const answering = { whenOver: (_: unknown, outcome: CommitOutcome) => resolve(outcome) }
      committer.submit(new Submission(run, [], [], { claims: [], releases: [] }, answering))
    })
  const broken = await submit({
    commitOf() {
      throw new Error('no answer')
    },
  })
  expect(broken).toMatchObject({
    status: 'failed',
    error: { code: 'store-failed', message: 'The commit could not be made: no answer. Nothing was stored.' },
  })
  const made = await submit({
    commitOf: (writes, keys) => ({ commandId: 'c2', fingerprint: '', answer: '', writes, ...keys }),
  })
  expect(made).toEqual({ status: 'committed' })
  expect(await store.findCommit('c2')).toBeDefined()
})
