import type { BrowserContext } from '@playwright/test'

/** What went wrong in a browser that no person would have been told of. */
export class Guard {
  private readonly found: string[] = []
  private readonly allowed: RegExp[] = []

  constructor(private readonly origin: string) {}

  /** From now on and before: this is what the test provokes. */
  allow(problem: RegExp): void {
    this.allowed.push(problem)
  }

  get problems(): string[] {
    return this.found.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)))
  }

  async watch(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      const { url } = message.location()
      // Chromium reports refusals (a taken name, a wrong password) as errors of their own; the pages deal with them.
      const refusal = /^Failed to load resource: .* status of 4\d\d/.test(message.text()) && url.includes('/api/')
      if ((message.type() === 'error' || message.type() === 'warning') && !refusal)
        this.found.push(`console ${message.type()}: ${message.text()} (${url})`)
    })
    context.on('weberror', (error) => this.found.push(`page error: ${error.error().stack ?? error.error().message}`))
    context.on('response', (response) => {
      if (response.url().startsWith(this.origin) && response.status() >= 500)
        this.found.push(`${response.request().method()} ${response.url()} answered ${response.status()}`)
    })
    context.on('request', (request) => {
      if (!request.url().startsWith(this.origin) && !request.url().startsWith('data:'))
        this.found.push(`asked somebody else: ${request.url()}`)
    })
    // The console tells of violations too, but not of all in workers and frames, and not which rule.
    await context.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
        console.error(`CSP: ${effectiveDirective} refuses ${blockedURI} (${sourceFile}:${lineNumber})`),
      ),
    )
  }
}
