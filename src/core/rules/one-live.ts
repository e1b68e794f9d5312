/** Where a patient may hold only one live token. A live token has a seat and the visit is not over, or it waits. */
export interface OneLive {
  /**
   * `nowhere`: a patient may hold any number. `slot`: one for a slot. `session`: one in a session. `day`: one on a service date, with
   * whatever doctor.
   */
  readonly in: 'nowhere' | 'slot' | 'session' | 'day'
  /** Sources whose tokens do not count, and are never refused for this reason. If left out, all count. */
  readonly exempt?: readonly string[] | undefined
}
