import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** 256 random bits as text that is safe in URLs and cookies. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** How tokens are stored: 256 random bits need no slow hash. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Keys derived from the server key (HKDF-SHA-256, RFC 5869), one for each purpose. */
export interface ServerKeys {
  /** Names the server key without telling it; the database keeps this. */
  fingerprint: string
  /** For the HMAC of the activity log. */
  chain: Buffer
  /** Id of the chain key, kept with each event so that keys can change later. */
  chainId: string
  seal(plain: string): string
  open(sealed: string): string
}

export function deriveKeys(secretKey: string): ServerKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secretKey, '', `castellan ${purpose}`, 32))
  const chain = derive('activity chain')
  const sealing = derive('sealing')
  return {
    fingerprint: derive('fingerprint').toString('hex'),
    chain,
    chainId: createHash('sha256').update(chain).digest('hex').slice(0, 16),
    seal(plain) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}
