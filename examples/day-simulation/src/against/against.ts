import { type Command, presets, type Stats } from 'opd-scheduler'
import type { Target } from '../options/options'
import { PRESET_NAMES, type PresetName } from '../options/preset-name'
import type { Progress } from '../progress'
import type { Replay } from '../replay/replay-file'
import { plural } from '../report/columns'
import { Course, MOST_STEPS } from '../report/course'
import { lists } from '../report/lists'
import type { Paint } from '../report/paint'
import { usageOf } from '../report/seats'
import type { ShownAnswer, ShownSession } from '../report/shown'
import { wrap } from '../report/wrap'
import { dateText, WallClock } from '../run/wall-clock'
import { UsageError } from '../usage-error'
import { checkRoster, lookBefore } from './before'
import { differences, type Observed } from './differences'
import { type LibraryRun, libraryRun } from './library-run'
import { type OtherDay, onOtherDay } from './other-day'
import { type Overtaken, overtakenIn } from './overtaken'
import { requestOf } from './request-of'
import { Server } from './server'

/** Differences that are printed. */
const MOST_SHOWN = 12

/** What to send, and where to. */
export interface Comparison {
  readonly replay: Replay
  readonly rules: PresetName
  readonly target: Target
  readonly progress: Progress
  readonly pen: Paint
  readonly print: (line: string) => void
}

/** Sends a file's commands to a server and to the library, and prints where they differ. Returns the exit code. */
export async function against({ replay, rules, target, progress, pen, print }: Comparison): Promise<number> {
  const clock = new WallClock(replay.timeZone)
  const now = Date.now()
  const date = dayOf(target, clock, now)
  const overtaken = await overtakenIn(replay, presets[rules]())
  const day = onOtherDay(replay, rules, date, overtaken)
  const library = await libraryRun(day.commands, rules, replay.timeZone, now)
  const server = new Server(target.url, target.key)
  const doctors = await library.outcome.desk.opd.doctors()
  const isRepeated = await lookBefore(server, doctors, library.outcome.sessions, day.prefix)
  print(`${pen.faint(`on ${target.url}, ${dateText(date, 'long')}`)}\n`)

  const course = new Course({ commands: day.commands, names: replay.names }, clock, pen)
  const observed = await sendAll(server, day, replay, library, isRepeated, course, progress)
  if (!isRepeated && day.commands.length <= MOST_STEPS) for (const line of [...course.text, '']) print(line)
  const { ledger } = library.outcome
  const seats = ({ id }: ShownSession) =>
    usageOf(
      library.outcome.sessions.filter((each) => each.id === id),
      ledger,
    )
  for (const line of lists(course.inOrder(observed.sessions), doctors, course.people, seats, pen)) print(line)
  for (const line of accountOf(observed, day, overtaken, isRepeated, pen)) print(line)

  const labels = day.commands.map(({ command }) => labelOf(command))
  const found = [...differences(observed, library, labels), ...library.outcome.violations]
  if (found.length === 0) {
    print(`\n${pen.good('server and library agree')}`)
    return 0
  }
  print(`\n${pen.bad(`${plural(found.length, 'difference')} between server and library`)}`)
  // Without the prefix the ids are those of the file.
  for (const line of found.slice(0, MOST_SHOWN)) print(`  ${line.replaceAll(`${day.prefix}-`, '')}`)
  if (found.length > MOST_SHOWN) print(`  and ${found.length - MOST_SHOWN} more`)
  print(await hintOf(observed, day, rules, replay.timeZone, now, labels))
  return 1
}

function dayOf({ date }: Target, clock: WallClock, now: number): string {
  const tomorrow = clock.textAt(now + 86_400_000).slice(0, 10)
  if (date === undefined) return tomorrow
  if (date < tomorrow)
    throw new UsageError(`--date is '${date}'. Give tomorrow, ${tomorrow}, or a later day: all is booked before it.`)
  return date
}

async function sendAll(
  server: Server,
  { commands, prefix }: OtherDay,
  { names, timeZone }: Replay,
  library: LibraryRun,
  isRepeated: boolean,
  course: Course,
  progress: Progress,
): Promise<Observed> {
  const answers: (ShownAnswer | undefined)[] = []
  progress.start()
  for (const [index, given] of commands.entries()) {
    const expected = library.answers[index]!
    // A refusal was not written down: after the rest of the day it might be answered otherwise.
    if (isRepeated && expected.status === 'rejected') {
      answers.push(undefined)
      continue
    }
    const answer = await server.send(requestOf(given.command, { names, prefix }), `${prefix}.${index}`)
    if (!('tokenId' in given.command) && given.command.op !== 'book') checkRoster(answer, expected, timeZone)
    await course.add(given, answer, (id) => server.session(id))
    // A repeated command is answered by what has become of it since.
    answers.push(isRepeated ? undefined : answer)
    progress.step('')
  }
  progress.stop()
  const sessions: ShownSession[] = []
  const stats: (Stats | undefined)[] = []
  for (const { id, doctorId, date } of library.outcome.sessions) {
    const session = await server.session(id)
    if (session !== undefined) sessions.push(session)
    stats.push(await server.read<Stats>(`statistics?doctorId=${doctorId}&from=${date}&to=${date}`))
  }
  return { answers, sessions, stats }
}

/** What was sent, left out and compared. */
function accountOf(
  { answers, sessions }: Observed,
  { commands }: OtherDay,
  { noShows, expired, closed }: Overtaken,
  isRepeated: boolean,
  { faint }: Paint,
): string[] {
  const refused = answers.filter((answer) => answer?.status === 'rejected').length
  const timeouts = [...noShows.values()].flat().length
  const tokens = sessions.reduce((sum, session) => sum + session.tokens.length, 0)
  const left = [
    ...(expired > 0 ? [`the end of ${expired === 1 ? '1 hold or offer' : `${expired} holds or offers`}`] : []),
    ...(closed > 0 ? [`the end of ${plural(closed, 'session')}`] : []),
  ]
  const how = isRepeated
    ? 'again under their keys, so done once; requests that are refused were left out'
    : `${refused} refused`
  const what = [plural(tokens, 'token'), `${plural(sessions.length, 'session')} and their statistics`]
  return [
    ['sent', `${plural(commands.length, 'command')}, ${how}`],
    ...(timeouts > 0 ? [['no-shows', `${timeouts} by the file's clock, sent as commands`]] : []),
    ...(left.length > 0 ? [['left out', `${left.join(' and ')}, by the file's clock`]] : []),
    ['compared', [...(isRepeated ? [] : [plural(answers.length, 'answer')]), ...what].join(', ')],
  ].flatMap(([name = '', text = '']) =>
    wrap(text, 65).map((line, index) => `  ${faint((index === 0 ? name : '').padEnd(11))}  ${line}`),
  )
}

/** Looks for the rules under which the library gives what the server gave. */
async function hintOf(
  observed: Observed,
  { commands }: OtherDay,
  rules: PresetName,
  timeZone: string,
  now: number,
  labels: readonly string[],
): Promise<string> {
  for (const name of PRESET_NAMES) {
    if (name === rules) continue
    const library = await libraryRun(commands, name, timeZone, now)
    if (differences(observed, library, labels).length === 0)
      return `The server answers as under ${name}. Start it with RULES=${rules}, and give another day with --date.`
  }
  return 'No preset gives the answers of the server.'
}

function labelOf(command: Command): string {
  const { tokenId, sessionId, slotId, id } = command as {
    tokenId?: string
    sessionId?: string
    slotId?: string
    id?: string
  }
  return `${command.op} ${tokenId ?? sessionId ?? slotId ?? id ?? ''}`.trimEnd()
}
