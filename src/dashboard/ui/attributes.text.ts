export const attributesText = {
  key: (n: number) => `Key ${n}`,
  keyExample: 'department',
  values: (key: string) => `Values of ${key}, one a line`,
  valuesExample: 'One value a line',
  remove: (key: string) => `Remove ${key}`,
  add: 'Add an attribute',
  double: 'This key stands twice; the later one counts',
}
