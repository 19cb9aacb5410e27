/** Into how many tables numbers are spread, so that none takes long to grow. */
const TABLES = 64
const FREE = 0
/** Numbers begin with 1, and this many nobody has. */
const TAKEN_OUT = 0xff_ff_ff_ff

/**
 * Which slot belongs to which number, for numbers from 1 to four thousand million. A `Map` of a million is fifty megabytes
 * that the garbage collector walks through while everybody waits.
 */
export class Numbers {
  // Numbers that follow one another fill all tables alike: were they full at the same moment, all would grow in one.
  readonly #tables = Array.from({ length: TABLES }, (_, i) => new Table(0.5 + (0.25 * i) / TABLES))

  get = (number: number): number | undefined => this.#tables[number % TABLES]!.get(number)
  set = (number: number, slot: number): void => this.#tables[number % TABLES]!.set(number, slot)
  delete = (number: number): void => this.#tables[number % TABLES]!.delete(number)
}

/** Open addressing: whoever finds their place taken goes on to the next. */
class Table {
  #numbers = new Uint32Array(16)
  #slots = new Int32Array(16)
  /** How many places are not free, those that were taken out included. */
  #used = 0

  /** `full`: at which share of its places it grows. */
  constructor(private readonly full: number) {}

  get(number: number): number | undefined {
    const at = this.#find(number)
    return this.#numbers[at] === number ? this.#slots[at] : undefined
  }

  set(number: number, slot: number): void {
    if (this.#used > this.#numbers.length * this.full) this.#grow()
    const at = this.#find(number)
    if (this.#numbers[at] === FREE) this.#used++
    this.#numbers[at] = number
    this.#slots[at] = slot
  }

  delete(number: number): void {
    const at = this.#find(number)
    if (this.#numbers[at] === number) this.#numbers[at] = TAKEN_OUT
  }

  /** Where it is, or would be. Of the lowest bits all numbers of a table have the same. */
  #find(number: number): number {
    const last = this.#numbers.length - 1
    let at = (Math.imul(number, 0x9e3779b1) >>> 6) & last
    while (this.#numbers[at] !== FREE && this.#numbers[at] !== number) at = (at + 1) & last
    return at
  }

  #grow(): void {
    const [numbers, slots] = [this.#numbers, this.#slots]
    let kept = 0
    for (const number of numbers) if (number !== FREE && number !== TAKEN_OUT) kept++
    const size = 4 * kept > numbers.length ? numbers.length * 2 : numbers.length
    this.#numbers = new Uint32Array(size)
    this.#slots = new Int32Array(size)
    this.#used = 0
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at]!
      if (number !== FREE && number !== TAKEN_OUT) this.set(number, slots[at]!)
    }
  }
}
