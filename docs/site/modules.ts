/** What a host imports, and the file that it comes from. */
export const MODULES = {
  'opd-scheduler': 'src/index.ts',
  'opd-scheduler/rules': 'src/rules.ts',
  'opd-scheduler/fhir': 'src/fhir/index.ts',
  'opd-scheduler/cloudevents': 'src/cloudevents.ts',
  'opd-scheduler/messages': 'src/messages/index.ts',
  'opd-scheduler/store': 'src/store/index.ts',
  'opd-scheduler/sqlite': 'src/sqlite/index.ts',
  'opd-scheduler/postgres': 'src/postgres/index.ts',
  'opd-scheduler/testing': 'src/testing/index.ts',
} as const

/**
 * The groups of `opd-scheduler`, in the order of the navigation. A name belongs to the group with the longest path that its file in
 * `src` begins with.
 */
export const SYMBOL_GROUPS = {
  Scheduler: ['scheduler', 'api/options'],
  'Commands and answers': ['api/commands', 'api/session-commands', 'api/results', 'api/targets'],
  Views: ['api/', 'core/state/status', 'core/doctor'],
  Presets: ['presets/'],
  'Rules: the whole': ['core/rules/'],
  'Rules: priority': ['policies/priority/'],
  'Rules: capacity': ['policies/capacity/'],
  'Rules: overflow': ['policies/overflow/'],
  'Rules: promotion': ['policies/promotion/'],
  'Rules: calling': ['policies/calling/'],
  Events: ['events/'],
  Errors: ['errors'],
  Stores: ['store/'],
} as const satisfies Record<string, readonly string[]>

/** The groups of the scheduler's methods, in the order of its page. */
export const METHOD_GROUPS = {
  'Prepare a session': ['registerDoctor', 'openSession', 'openSessions', 'addSlots', 'resizeSlot'],
  'Book and change': ['book', 'confirm', 'cancel', 'reschedule', 'reclassify'],
  'At the counter': [
    'checkIn',
    'callNext',
    'call',
    'skip',
    'start',
    'complete',
    'leaveUnseen',
    'noShow',
    'reinstate',
    'undo',
  ],
  'The doctor is late or away': ['blockTime', 'unblockTime', 'delay', 'closeSession'],
  'Any command, or its preview': ['execute', 'plan'],
  Read: [
    'doctors',
    'sessions',
    'session',
    'inspect',
    'queue',
    'estimate',
    'publicBoard',
    'token',
    'tokens',
    'history',
    'stats',
  ],
  'Listen and follow': ['on', 'once', 'off', 'subscribe'],
  'Sweep and close': ['sweep', 'startSweeper', 'close'],
} as const satisfies Record<string, readonly string[]>
