import type { RowProblem } from '#contract/imports'

/** Problems with a key each; a group that a cell names twice is unknown only once. */
export const eachOnce = (problems: readonly RowProblem[]): [key: string, problem: RowProblem][] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])),
]
