import { it } from 'vitest'

it('turns in a loop that never ends', () => {
  for (;;);
})
