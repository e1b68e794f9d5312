import type { CommandResult, Move, TokenDone } from '../../api/results'
import type { TokenView } from '../../api/views'
import type { TokenAttributes } from '../../core/rules/rules'
import type { TokenStatus } from '../../core/state/status'
import { OpdError } from '../../errors'
import { freeze, type WaitsFor } from '../../events/event'
import { dateOf, doctorOf } from '../../events/names'
import type { CommitRecord } from '../../store/store'

/** Form of the answers below. If tokens get more fields, a new form is added, and this one is still read. */
const FORM = 1

/** A text without the session's id at its beginning: `.0900` of a slot, `.t7` of a token. */
type InSession = string

/** The slot of the seat: its id follows from its start. */
const OF_SEAT = 0

/** An answer about a token. What follows from the ids of its session and its command is left out. */
type StoredToken = readonly [
  form: typeof FORM,
  sessionId: string,
  tokenId: InSession,
  number: string,
  status: TokenStatus,
  patientId: string,
  source: string,
  start: string | null,
  end: string | null,
  wantedSlotId: InSession | typeof OF_SEAT,
  flags: number,
  position: number | null,
  plannedTime: string | null,
  sequence: number,
  rank: number,
  bumpBudget: number | null,
  cause: string,
  createdAt: number,
  moves: readonly Move[] | 0,
  unusual: Unusual | 0,
]

/** Fields that most new tokens do not need. */
type Unusual = readonly [
  /** Empty if it begins with the session's id. */
  tokenId: string,
  lastSlotId: InSession | null,
  waitsFor: WaitsFor | null,
  baseRank: number,
  bumps: number,
  expiresAt: number | null,
  checkedInAt: number | null,
  room: string | null,
  skips: number,
  replaces: string | null,
  replacedBy: string | null,
  updatedAt: number,
  attributes: TokenAttributes | 0,
]

/** Bits of `flags`. */
const NAMED = 1
const PROMISED = 2
const OVERRIDE = 4
const STANDBY = 8
const SEEN = 16
const REINSTATED = 32

/** Returns the JSON value that is stored of an answer. Most are about a token; the others are stored as they are. */
export function storedAnswer(answer: CommandResult): unknown {
  return 'token' in answer ? storedToken(answer) : answer
}

/** Returns the answer of a commit, with the same fields in the same order as the first time. */
export function answerIn({ answer, commandId }: Pick<CommitRecord, 'answer' | 'commandId'>): CommandResult {
  // Earlier versions stored every answer as it is.
  if (!Array.isArray(answer)) return freeze(answer as CommandResult)
  if (answer[0] === FORM) return freeze(tokenAnswer(answer as unknown as StoredToken, commandId))
  const message = `This version cannot read the stored answer of the command '${commandId}'. Use the version that stored it, or a later one.`
  throw new OpdError('store-corrupt', message, { commandId })
}

function storedToken({ token: view, moves }: TokenDone): StoredToken {
  const { sessionId, id } = view
  const isOwnId = id.startsWith(sessionId)
  return [
    FORM,
    sessionId,
    isOwnId ? id.slice(sessionId.length) : '',
    view.number,
    view.status,
    view.patientId,
    view.source,
    view.start,
    view.end,
    view.wantedSlotId === view.slotId ? OF_SEAT : view.wantedSlotId.slice(sessionId.length),
    flagsOf(view),
    view.position,
    view.plannedTime,
    view.sequence,
    view.rank,
    view.bumpBudget,
    view.cause,
    view.createdAt,
    moves.length === 0 ? 0 : moves,
    isOwnId && isUsual(view) ? 0 : unusual(view, isOwnId ? '' : id),
  ]
}

function flagsOf({ named, promised, override, standby, seen, reinstated }: TokenView): number {
  return (
    (named ? NAMED : 0) |
    (promised ? PROMISED : 0) |
    (override ? OVERRIDE : 0) |
    (standby ? STANDBY : 0) |
    (seen ? SEEN : 0) |
    (reinstated ? REINSTATED : 0)
  )
}

function isUsual(view: TokenView): boolean {
  const { slotId, rank, createdAt } = view
  return (
    view.lastSlotId === slotId &&
    view.waitsFor === null &&
    view.baseRank === rank &&
    view.bumps === 0 &&
    view.expiresAt === null &&
    view.checkedInAt === null &&
    view.room === null &&
    view.skips === 0 &&
    view.replaces === null &&
    view.replacedBy === null &&
    view.updatedAt === createdAt &&
    view.attributes === undefined
  )
}

function unusual(view: TokenView, tokenId: string): Unusual {
  const { sessionId } = view
  return [
    tokenId,
    shortened(view.lastSlotId, sessionId),
    view.waitsFor,
    view.baseRank,
    view.bumps,
    view.expiresAt,
    view.checkedInAt,
    view.room,
    view.skips,
    view.replaces,
    view.replacedBy,
    view.updatedAt,
    view.attributes ?? 0,
  ]
}

function shortened(slotId: string | null, sessionId: string): InSession | null {
  return slotId === null ? null : slotId.slice(sessionId.length)
}

function tokenAnswer(stored: StoredToken, commandId: string): CommandResult {
  const [, sessionId, ownId, number, status, patientId, source, start, end, wanted, flags, position, ...more] = stored
  const [plannedTime, sequence, rank, bumpBudget, cause, createdAt, moves, rest] = more
  const seat = start === null ? null : `.${start.replace(':', '')}`
  const fields: Unusual = rest === 0 ? ['', seat, null, rank, 0, null, null, null, 0, null, null, createdAt, 0] : rest
  const [givenId, last, waitsFor, baseRank, bumps, expiresAt, checkedInAt, room, skips, ...others] = fields
  const [replaces, replacedBy, updatedAt, attributes] = others
  const slotId = (own: InSession | null): string | null => (own === null ? null : sessionId + own)
  const plain = {
    id: givenId === '' ? sessionId + ownId : givenId,
    number,
    status,
    sessionId,
    doctorId: doctorOf(sessionId),
    date: dateOf(sessionId),
    patientId,
    source,
    slotId: slotId(seat),
    start,
    end,
    wantedSlotId: slotId(wanted === OF_SEAT ? seat : wanted),
    lastSlotId: slotId(last),
    named: (flags & NAMED) > 0,
    waitsFor,
    position,
    plannedTime,
    sequence,
    baseRank,
    rank,
    bumps,
    bumpBudget,
    promised: (flags & PROMISED) > 0,
    expiresAt,
    override: (flags & OVERRIDE) > 0,
    checkedInAt,
    standby: (flags & STANDBY) > 0,
    seen: (flags & SEEN) > 0,
    room,
    skips,
    replaces,
    replacedBy,
    reinstated: (flags & REINSTATED) > 0,
    cause,
    createdAt,
    updatedAt,
  }
  const token = attributes === 0 ? plain : { ...plain, attributes }
  return { status, token, moves: moves === 0 ? [] : moves, commandId } as CommandResult
}
