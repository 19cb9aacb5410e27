import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

const meter = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
const stolen = new Set(dictionary['passwords-common'])

export interface Strength {
  /** 0 to 4. */
  score: number
  stolen: boolean
}

/** How hard it is to guess, knowing also what stands in the other fields. Half a megabyte of lists: loaded on typing. */
export function measure(password: string, known: string[]): Strength {
  return { score: meter.check(password.slice(0, 128), known).score, stolen: stolen.has(password.toLowerCase()) }
}
