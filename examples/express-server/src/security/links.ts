import { createHmac, timingSafeEqual } from 'node:crypto'

/** Links that show a patient the own token, and nothing else. Only this server and the instances beside it can make them. */
export class Links {
  constructor(private readonly secret: string) {}

  /** Returns the link of a token: its id, and a signature that nobody can guess. */
  of(tokenId: string): string {
    return `${Buffer.from(tokenId).toString('base64url')}.${this.signatureOf(tokenId).toString('base64url')}`
  }

  /** Returns the token of a link; undefined if the link was not made here. */
  tokenOf(link: string): string | undefined {
    const [id = '', signature = ''] = link.split('.')
    const tokenId = Buffer.from(id, 'base64url').toString()
    const given = Buffer.from(signature, 'base64url')
    const right = this.signatureOf(tokenId)
    return given.length === right.length && timingSafeEqual(given, right) ? tokenId : undefined
  }

  private signatureOf(tokenId: string): Buffer {
    return createHmac('sha256', this.secret).update(tokenId).digest().subarray(0, 16)
  }
}
