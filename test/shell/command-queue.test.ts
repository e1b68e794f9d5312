import { expect, it } from 'vitest'
import { CommandQueue, HeldKeys } from '../../src/shell/command/command-queue'

it('tasks take turns at a key in the order in which they asked for it, however many keys were used before', async () => {
  const queue = new CommandQueue()
  const done: string[] = []
  const task = async (key: string, name: string): Promise<void> => {
    const keys = new HeldKeys(queue)
    await keys.take(key)
    done.push(`${name} begins`)
    await Promise.resolve()
    done.push(`${name} ends`)
    keys.releaseAll()
  }
  const turns = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`])
  for (let n = 0; n < 1_500; n++) {
    for (const key of [`key ${n}`, 'key 0']) {
      done.length = 0
      await Promise.all(['a', 'b', 'c'].map((name) => task(key, name)))
      expect(done).toEqual(turns)
    }
  }
})

it('the queue keeps few of the keys that were used', () => {
  const queue = new CommandQueue()
  for (let n = 0; n < 1_500; n++) {
    const keys = new HeldKeys(queue)
    keys.take(`key ${n}`)
    keys.releaseAll()
  }
  expect((Reflect.get(queue, 'last') as ReadonlyMap<string, unknown>).size).toBeLessThan(20)
})

it('a free key is taken at once, and a task that holds it need not wait for it again', () => {
  const queue = new CommandQueue()
  const [first, second] = [new HeldKeys(queue), new HeldKeys(queue)]
  expect([first.take('a'), first.take('a')]).toEqual([undefined, undefined])
  expect(second.take('a')).toBeInstanceOf(Promise)
  first.releaseAll()
  second.releaseAll()
  expect(new HeldKeys(queue).take('a')).toBeUndefined()
})
