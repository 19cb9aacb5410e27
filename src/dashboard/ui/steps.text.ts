export const stepsText = {
  done: 'done',
}
