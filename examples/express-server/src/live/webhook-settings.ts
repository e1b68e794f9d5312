import { isLoopback } from '../security/loopback'

/** A receiver of events. */
export interface WebhookSettings {
  /** Name of the checkpoint in the log. */
  readonly name: string
  readonly url: string
  /** Signing secret, shared with the receiver: `whsec_` and base64, as in Standard Webhooks. */
  readonly secret: string
}

const WEBHOOK = /^([A-Za-z0-9-]{1,20})=([^\s:]+):(https?:\/\/\S+)$/
const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/
const MAKE_SECRET = `node -p "'whsec_' + crypto.randomBytes(32).toString('base64')"`

/**
 * Reads `billing=whsec_…:https://… sms=whsec_…:https://…`.
 *
 * @throws RangeError if it is malformed; the message never shows a secret
 */
export function readWebhooks(text: string): WebhookSettings[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const webhooks = words.map((word, index) => {
    const [, name, secret, url] = WEBHOOK.exec(word) ?? []
    if (name === undefined || secret === undefined || url === undefined || !URL.canParse(url))
      throw new RangeError(`Webhook ${index + 1} of WEBHOOKS is not of the form name=whsec_…:https://….`)
    const [, base64 = ''] = SECRET.exec(secret) ?? []
    const bytes = Buffer.from(base64, 'base64').length
    if (bytes < 24 || bytes > 64)
      throw new RangeError(
        `The secret of the webhook ${name} is not whsec_ and the base64 of 24 to 64 bytes. Make one: ${MAKE_SECRET}`,
      )
    if (url.startsWith('http:') && !isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, '')))
      throw new RangeError(`The webhook ${name} uses http:, so its events could be read in transit. Use https:.`)
    return { name, url, secret }
  })
  const twice = webhooks.find(({ name }, index) => webhooks.findIndex((each) => each.name === name) < index)
  if (twice !== undefined) throw new RangeError(`WEBHOOKS has the name '${twice.name}' twice.`)
  return webhooks
}
