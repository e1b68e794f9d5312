/** How many live tokens a patient may hold. A token is live while it waits, or has a seat and the visit is not over. */
export interface OneLive {
  /**
   * `nowhere`: a patient may hold any number. `slot`: one for a slot. `session`: one in a session. `day`: one on a service date, with
   * whatever doctor.
   */
  readonly in: 'nowhere' | 'slot' | 'session' | 'day'
  /** Sources whose tokens do not count, and are never refused for this reason. If left out, all count. */
  readonly exempt?: readonly string[] | undefined
}
