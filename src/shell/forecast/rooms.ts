/** When each of a session's consulting rooms is free, in epoch milliseconds. The room that is free first is used next. */
export class Rooms {
  private readonly times: Float64Array
  private first = 0

  constructor(count: number, from: number) {
    this.times = new Float64Array(count).fill(from)
  }

  /** When the first room is free. */
  get freeAt(): number {
    return this.times[this.first]!
  }

  /** Uses the first room until a time, or until it would be free anyway. */
  use(until: number): void {
    const { times } = this
    times[this.first] = Math.max(until, this.freeAt)
    // The next room is found once for each use, so that reading `freeAt` costs nothing. There are few rooms.
    for (let room = 0; room < times.length; room++) if (times[room]! < this.freeAt) this.first = room
  }
}
