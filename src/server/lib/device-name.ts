/** Browsers that say they are others too come first. */
const BROWSERS: [mark: RegExp, name: string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bChromium\//, 'Chromium'],
  [/\b(?:Chrome|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+.* Safari\//, 'Safari'],
]
const SYSTEMS: [mark: RegExp, name: string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

const among = (known: typeof BROWSERS, userAgent: string) => known.find(([mark]) => mark.test(userAgent))?.[1]

/** "Firefox on Linux", from what a program says of itself; of others their first word, such as "curl". */
export function deviceName(userAgent: string): string {
  const browser = among(BROWSERS, userAgent)
  const system = among(SYSTEMS, userAgent)
  if (browser) return system ? `${browser} on ${system}` : browser
  const product = /^[\w.-]{1,40}/.exec(userAgent)?.[0]
  return product && product !== 'Mozilla' ? product : (system ?? 'Unknown device')
}
