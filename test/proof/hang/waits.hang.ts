import { it } from 'vitest'

it('waits for an answer that never comes', () => new Promise(() => {}))
