import type { StoreUnderStress } from './store-under-stress'

const BATCH = 'src/postgres/batch.ts'
const SCHEMA = 'src/postgres/schema.ts'
const ANY_VERSION = [
  { file: SCHEMA, from: 'IF NOT fits THEN', to: 'IF false THEN' },
  {
    file: BATCH,
    from: 'this.broken.has(stream) || this.versionOf(stream, expectedVersion) !== expectedVersion',
    to: 'this.broken.has(stream) && this.versionOf(stream, expectedVersion) !== expectedVersion',
  },
]

export const POSTGRES_SABOTAGE: StoreUnderStress['sabotage'] = {
  'drop-unique': [
    ...ANY_VERSION,
    {
      file: SCHEMA,
      from: 'PRIMARY KEY (facility, position),\n  UNIQUE (facility, stream, version)\n',
      to: 'PRIMARY KEY (facility, position)\n',
    },
    { file: SCHEMA, from: 'record text NOT NULL,\n  PRIMARY KEY (facility, command)\n', to: 'record text NOT NULL\n' },
    {
      file: SCHEMA,
      from: 'IF EXISTS (SELECT FROM {s}.commits WHERE facility = f AND command = ANY (commands)) THEN',
      to: 'IF false THEN',
    },
  ],
  // An adapter that assigns versions itself, as many do, and so never notices an earlier commit.
  'skip-recheck': [
    ...ANY_VERSION,
    {
      file: SCHEMA,
      from: 'SET version = now.version,',
      to: 'SET version = known.version + now.version - now.expected,',
    },
    {
      file: SCHEMA,
      from: 'FROM unnest(names, finals, doctors, dates, opens, dues) AS now (name, version, doctor, date, open, due)',
      to: 'FROM unnest(names, finals, doctors, dates, opens, dues, expected) AS now (name, version, doctor, date, open, due, expected)',
    },
    {
      file: SCHEMA,
      from: 'SELECT f, last - cardinality(versions) + new.n, ids[new.place], new.version, new.event\n',
      to: `SELECT f, last - cardinality(versions) + new.n, ids[new.place], given.version,
    regexp_replace(new.event, '"version":[0-9]+', '"version":' || given.version)
`,
    },
    {
      file: SCHEMA,
      from: 'WITH ORDINALITY AS new (place, version, event, n);',
      to: `WITH ORDINALITY AS new (place, version, event, n),
    LATERAL (SELECT new.version - expected[new.place] + coalesce(max(old.version), 0) AS version
      FROM {s}.events AS old WHERE old.facility = f AND old.stream = ids[new.place]) AS given;`,
    },
  ],
}
