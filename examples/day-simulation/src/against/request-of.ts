import type { Command } from 'opd-scheduler'

/** A request of the server's API, below `/api/v1/`. */
export interface ServerRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH'
  readonly path: string
  readonly body?: object
}

/** Words of the steps' paths, if they differ from the op. */
const WORDS: Readonly<Partial<Record<Command['op'], string>>> = {
  checkIn: 'check-in',
  leaveUnseen: 'leave',
  noShow: 'no-show',
  callNext: 'call-next',
  sweepSession: 'sweep',
  addSlots: 'slots',
  blockTime: 'block',
  unblockTime: 'unblock',
  closeSession: 'close',
}

/** The file's patients on the server. */
export interface People {
  /** Names by id. */
  readonly names: ReadonlyMap<string, string>
  /** Keeps the file's patients apart from others of the same id. */
  readonly prefix: string
}

/** Converts a command to a request. */
export function requestOf(command: Command, people: People): ServerRequest {
  switch (command.op) {
    case 'registerDoctor': {
      const { op: _, id, ...body } = command
      return { method: 'PUT', path: `doctors/${id}`, body }
    }
    case 'book': {
      const { op: _, patientId, ...body } = command
      return { method: 'POST', path: 'tokens', body: { ...body, ...personOf(patientId, people) } }
    }
    case 'resizeSlot': {
      const { op: _, slotId, ...body } = command
      return { method: 'PATCH', path: `slots/${slotId}`, body }
    }
    case 'openSession': {
      const { op: _, doctorId, date, ...body } = command
      return { method: 'PUT', path: `sessions/${doctorId}.${date}`, body }
    }
    default:
      return 'tokenId' in command ? tokenRequest(command) : sessionRequest(command)
  }
}

type TokenCommand = Extract<Command, { readonly tokenId: string }>
type OfToken = Exclude<TokenCommand, { readonly op: 'book' }>
type OfSession = Exclude<
  Command,
  TokenCommand | { readonly op: 'registerDoctor' | 'book' | 'resizeSlot' | 'openSession' }
>

function tokenRequest({ op, tokenId, ...body }: OfToken): ServerRequest {
  return { method: 'POST', path: `tokens/${tokenId}/${WORDS[op] ?? op}`, body }
}

function sessionRequest(command: OfSession): ServerRequest {
  const { op, sessionId, doctorId, date, ...body } = { sessionId: undefined, doctorId: '', date: '', ...command }
  return { method: 'POST', path: `sessions/${sessionId ?? `${doctorId}.${date}`}/${WORDS[op] ?? op}`, body }
}

/** The fields of a booking that say who it is for. */
function personOf(patientId: string, { names, prefix }: People): object {
  const name = names.get(patientId) ?? `Patient ${patientId}`
  return { patient: { name, hospitalNumber: `${prefix}-${patientId}` } }
}
