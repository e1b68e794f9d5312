import type { TokenStatus } from '../core/state/status'
import type { SessionQuery } from '../store/store'
import type { PageQuery } from './page-query'

/**
 * Selects tokens: those of a patient, those with a status, or both, in the sessions that the other fields select; all of them, or one page.
 */
export type TokenQuery = SessionQuery &
  PageQuery &
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
