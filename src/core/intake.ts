/** What the rules said about a token when it arrived or was reclassified. */
export class Intake {
  constructor(
    /** Handle of the patient in this session. */
    readonly patient: number,
    readonly source: string,
    /** Slot asked for; for an unnamed request the first that had not begun, or the last one if it was running. */
    readonly wanted: number,
    /** Whether the request named its slot. */
    readonly named: boolean,
    readonly rank: number,
    readonly group: number,
    /** How often the token may be bumped, -1 without limit. */
    readonly bumpBudget: number,
  ) {}
}
