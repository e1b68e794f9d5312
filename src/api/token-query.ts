import type { TokenStatus } from '../core/state/status'
import type { SessionQuery } from '../store/store'

/** Selects tokens: those of a patient, those with a status, or both, in the sessions that the other fields select. */
export type TokenQuery = SessionQuery &
  (
    | {
        /** The patient, if not of all patients. */
        readonly patientId?: string | undefined
        /** One status or several. */
        readonly status: TokenStatus | readonly TokenStatus[]
      }
    | {
        /** The patient. */
        readonly patientId: string
        /** One status or several, if not any. */
        readonly status?: TokenStatus | readonly TokenStatus[] | undefined
      }
  )
