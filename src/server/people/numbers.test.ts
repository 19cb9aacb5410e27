import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Numbers } from './numbers'

test('numbers keep the slot they were given last, whatever comes and goes', () => {
  const number = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4_000_000_000 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(number, fc.boolean()), { maxLength: 3_000, size: 'max' }), (steps) => {
      const [numbers, model] = [new Numbers(), new Map<number, number>()]
      for (const [slot, [no, goes]] of steps.entries()) {
        if (goes) {
          numbers.delete(no)
          model.delete(no)
        } else {
          numbers.set(no, slot)
          model.set(no, slot)
        }
        expect(numbers.get(no)).toBe(model.get(no))
      }
      for (const [no] of steps) expect(numbers.get(no)).toBe(model.get(no))
    }),
    { numRuns: 60 },
  )
})
