import type { TokenView } from 'opd-scheduler'
import { renderSVG } from 'uqr'
import { z } from 'zod'
import { ROLES, STAFF } from '../security/caller'
import { Links } from '../security/links'
import type { SharedViews } from './board'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { instant, tokenId } from './schemas/ids'
import { Status } from './schemas/token'
import { dayOf, type Services } from './services'
import { Shared } from './shared'

/** For how long an estimate is shared: a patient who reloads the page costs nothing. */
const ESTIMATE_MS = 5_000
/** A link shows nothing any more when the day after the token's date is over. */
const LINK_DAYS = 2

const travelMinutes = z
  .string()
  .regex(/^\d{1,3}$/, 'give whole minutes, at most 999')
  .optional()
  .meta({ description: 'Minutes that the patient needs to come.', example: '25' })

const Estimate = z
  .object({
    from: instant.describe('Earliest time of the call, in four of five cases.'),
    to: instant.describe('Latest time of the call, likewise.'),
    arriveBy: instant.nullable().describe('Latest time to be there for the call; null if the patient is there.'),
    leaveBy: instant.nullable().describe('`arriveBy` less the minutes of the way; null without them.'),
    ahead: z.int().describe('Patients who are likely to be called before.'),
    late: z.int().describe('Minutes by which the clinic runs late.'),
    observed: z.int().describe('Visits of this session that were measured.'),
    asOf: instant,
  })
  .meta({ id: 'Estimate', description: 'When a token is likely to be called, and when its patient has to come.' })

const MyToken = z
  .object({
    number: z.string(),
    doctor: z.string().describe('Name of the doctor.'),
    date: z.string(),
    start: z.string().nullable().describe('Start of its slot.'),
    end: z.string().nullable().describe('End of its slot.'),
    status: Status,
    room: z.string().nullable(),
    place: z.int().nullable().describe('Place on the waiting list; null if it does not wait.'),
    estimate: Estimate.nullable(),
    away: z.array(z.object({ from: z.string(), to: z.string() })).describe('Times between which the doctor is away.'),
    asOf: instant,
  })
  .meta({ id: 'MyToken', description: 'What a patient may see of the own token. Nothing about anybody else.' })

const Link = z
  .object({
    path: z.string().describe('The page of the patient on this server.'),
    url: z.string().describe('The same with the address of the server.'),
    qr: z.string().describe('The address as a QR code, in SVG.'),
  })
  .meta({ id: 'TokenLink' })

/** Operations for the patient's telephone. */
export function myTokenOperations(services: Services, { boards }: SharedViews): Operation[] {
  const { scheduler, clock, show, publicUrl, linkSecret } = services
  const links = new Links(linkSecret)
  const tag = 'Views'
  const names = new Shared<ReadonlyMap<string, string>>(clock, ESTIMATE_MS)
  const estimates = new Shared<Awaited<ReturnType<typeof scheduler.estimate>>>(clock, ESTIMATE_MS)
  scheduler.on('*', (event) => {
    if ('tokenId' in event) estimates.forget(event.tokenId)
  })

  const tokenOf = async (id: string): Promise<TokenView> => {
    const token = await scheduler.token(id)
    if (token === undefined) throw new Problem('token-not-found', `There is no token '${id}'.`)
    return token
  }

  /** The token that a patient has now: the newest of those that replaced the one of the link. */
  const latestOf = async (id: string): Promise<TokenView | undefined> => {
    const token = await scheduler.token(id)
    return token?.replacedBy == null ? token : latestOf(token.replacedBy)
  }

  const isOver = ({ date }: TokenView): boolean => date <= dayOf(services, -LINK_DAYS)

  const estimateOf = async (tokenId: string, travelMinutes: string | undefined) => {
    const found = await estimates.get(tokenId, () => scheduler.estimate({ tokenId }))
    if (found === undefined) return null
    const { arriveBy, from, to, ahead, late, observed, asOf } = found
    const leaveAt = arriveBy === null ? Number.NaN : Date.parse(arriveBy) - Number(travelMinutes) * 60_000
    const { at: leaveBy } = show({ at: Number.isNaN(leaveAt) ? null : leaveAt })
    return { arriveBy, leaveBy, from, to, ahead, late, observed, ...show({ asOf }) }
  }

  return [
    operation({
      id: 'getTokenEstimate',
      method: 'get',
      path: '/api/v1/tokens/{tokenId}/estimate',
      tag,
      summary: 'Get when a token is likely to be called, and when its patient has to come',
      description: 'Null if the patient is neither expected nor present.',
      roles: STAFF,
      scope: 'named',
      params: z.object({ tokenId }),
      query: z.strictObject({ travelMinutes }),
      answer: z.object({ estimate: Estimate.nullable() }),
      problems: ['token-not-found'],
      async handle({ params, query }) {
        await tokenOf(params.tokenId)
        return { body: { estimate: await estimateOf(params.tokenId, query.travelMinutes) } }
      },
    }),
    operation({
      id: 'getTokenLink',
      method: 'get',
      path: '/api/v1/tokens/{tokenId}/link',
      tag,
      summary: 'Get the link of a token for its patient, with a QR code',
      description:
        'Whoever has the link sees the number, the times and the state of this token, until the day after it.',
      roles: STAFF,
      scope: 'named',
      params: z.object({ tokenId }),
      query: z.strictObject({
        origin: z
          .string()
          .regex(/^https?:\/\/[A-Za-z0-9.:[\]-]{1,190}$/, 'give an address such as https://opd.example.org')
          .optional()
          .meta({
            description: 'Address at which patients reach the server, if PUBLIC_URL is not set.',
            example: 'https://opd.example.org',
          }),
      }),
      answer: Link,
      problems: ['token-not-found'],
      async handle({ params, query }) {
        await tokenOf(params.tokenId)
        const path = `/my#${links.of(params.tokenId)}`
        const url = `${publicUrl || (query.origin ?? '')}${path}`
        return { body: { path, url, qr: renderSVG(url, { border: 2, ecc: 'M' }) } }
      },
    }),
    operation({
      id: 'getMyToken',
      method: 'get',
      path: '/api/v1/my-tokens/{link}',
      tag,
      summary: 'Get what a patient may see of the own token',
      description: 'It needs no key, because the link is one.',
      roles: ROLES,
      scope: 'open',
      keyless: true,
      isPolled: true,
      params: z.object({
        link: z
          .string()
          .max(300)
          .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'give the text after /my#')
          .meta({ description: 'Such as the link after `/my#`.', example: 'ZHItcmFv.c2lnbmF0dXJlLW9mLWl0' }),
      }),
      query: z.strictObject({ travelMinutes }),
      answer: MyToken,
      problems: ['link-unknown'],
      async handle({ params, query }) {
        const id = links.tokenOf(params.link)
        const token = id === undefined ? undefined : await latestOf(id)
        if (token === undefined || isOver(token))
          throw new Problem('link-unknown', 'This link is wrong, or its day is over. Ask at the desk.')
        const doctors = await names.get(
          '',
          async () => new Map((await scheduler.doctors()).map((each) => [each.id, each.name])),
        )
        const board = await boards.ofSession(token.sessionId)
        const { number, doctorId, date, start, end, status, room } = token
        return {
          body: {
            ...{ number, doctor: doctors.get(doctorId) ?? doctorId, date, start, end, status, room },
            place: status === 'waitlisted' ? token.position : null,
            estimate: await estimateOf(token.id, query.travelMinutes),
            away: board?.away ?? [],
            ...show({ asOf: clock() }),
          },
        }
      },
    }),
  ]
}
