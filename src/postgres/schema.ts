/** Returns a name in the quotes of SQL. */
export function quoted(schema: string): string {
  return `"${schema}"`
}

/**
 * Migrations in order; the table `migrations` lists those that a schema has had. `{s}` stands for the schema. Never change one that was
 * released.
 *
 * Text is compared byte by byte (`COLLATE "C"`), which is fast and the same in every database. JSON is `text`, because it must come
 * back exactly as it was written. Every key begins with the facility, so that tables can be distributed or partitioned by it. Rows of
 * `events` and `commits` are only inserted and selected: the role that runs the library needs no other rights there.
 */
export const STEPS: readonly string[] = [
  `
CREATE TABLE {s}.heads (
  facility text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE {s}.streams (
  facility text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  version integer NOT NULL,
  doctor text COLLATE "C",
  date text COLLATE "C",
  open boolean,
  due bigint,
  PRIMARY KEY (facility, name)
) WITH (fillfactor = 70);
CREATE INDEX sessions_by_date ON {s}.streams (facility, open, date, name) WHERE date IS NOT NULL;
CREATE INDEX sessions_by_doctor ON {s}.streams (facility, doctor, open, date) WHERE date IS NOT NULL;
CREATE INDEX sessions_by_due ON {s}.streams (facility, due) WHERE due IS NOT NULL;
CREATE INDEX doctors ON {s}.streams (facility, doctor) WHERE date IS NULL AND doctor IS NOT NULL;

CREATE TABLE {s}.events (
  facility text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  stream bigint NOT NULL,
  version integer NOT NULL,
  event text NOT NULL,
  PRIMARY KEY (facility, position),
  UNIQUE (facility, stream, version)
);

CREATE TABLE {s}.commits (
  facility text COLLATE "C" NOT NULL,
  command text COLLATE "C" NOT NULL,
  record text NOT NULL,
  PRIMARY KEY (facility, command)
);

CREATE TABLE {s}.keys (
  facility text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  PRIMARY KEY (facility, key)
);

CREATE TABLE {s}.checkpoints (
  facility text COLLATE "C" NOT NULL,
  consumer text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (facility, consumer)
) WITH (fillfactor = 70);

CREATE FUNCTION {s}.facts(f text, names text[], commands text[], wanted text[]) RETURNS text
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $function$
BEGIN
  RETURN json_build_object(
    'versions', (SELECT json_agg(json_build_array(name, version)) FROM {s}.streams WHERE facility = f AND name = ANY (names)),
    'commands', (SELECT json_agg(json_build_array(command, record)) FROM {s}.commits WHERE facility = f AND command = ANY (commands)),
    'taken', (SELECT json_agg(key) FROM {s}.keys WHERE facility = f AND key = ANY (wanted)));
END $function$;

-- Writes a batch as a whole and returns null, or writes nothing and returns the facts that prevent it.
-- Locks are always acquired in one order: streams, new streams, keys, commands, each by name, then the head of the log. The head
-- stays locked until the commit, so positions have no holes and each becomes visible after those below it.
CREATE FUNCTION {s}.append(
  f text,
  names text[], expected integer[], finals integer[], doctors text[], dates text[], opens boolean[], dues bigint[],
  commands text[], records text,
  free text[], dropped text[], claimed text[], claimed_by text[],
  places integer[], versions integer[], bodies text
) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $function$
DECLARE
  ids bigint[];
  fits boolean;
  anew boolean;
  last bigint;
BEGIN
  WITH held AS MATERIALIZED (
    SELECT name, id, version FROM {s}.streams
    WHERE facility = f AND name = ANY (names) ORDER BY name FOR NO KEY UPDATE
  )
  SELECT array_agg(held.id ORDER BY asked.n), bool_and(coalesce(held.version, 0) = asked.expected), bool_or(held.id IS NULL)
  INTO ids, fits, anew
  FROM unnest(names, expected) WITH ORDINALITY AS asked (name, expected, n) LEFT JOIN held USING (name);
  IF NOT fits THEN
    RETURN {s}.facts(f, names, commands, free);
  END IF;
  IF cardinality(free) + cardinality(dropped) > 0 THEN
    PERFORM 1 FROM {s}.keys WHERE facility = f AND key = ANY (free || dropped) ORDER BY key FOR UPDATE;
    IF EXISTS (SELECT FROM {s}.keys WHERE facility = f AND key = ANY (free)) THEN
      RETURN {s}.facts(f, names, commands, free);
    END IF;
  END IF;
  IF EXISTS (SELECT FROM {s}.commits WHERE facility = f AND command = ANY (commands)) THEN
    RETURN {s}.facts(f, names, commands, free);
  END IF;

  IF anew THEN
    WITH made AS (
      INSERT INTO {s}.streams (facility, name, version)
      SELECT f, name, 0 FROM unnest(names, ids) AS asked (name, id) WHERE id IS NULL ORDER BY name
      RETURNING name, id
    )
    SELECT array_agg(coalesce(asked.id, made.id) ORDER BY asked.n) INTO ids
    FROM unnest(names, ids) WITH ORDINALITY AS asked (name, id, n) LEFT JOIN made USING (name);
  END IF;
  UPDATE {s}.streams AS known SET version = now.version, doctor = now.doctor, date = now.date, open = now.open, due = now.due
  FROM unnest(names, finals, doctors, dates, opens, dues) AS now (name, version, doctor, date, open, due)
  WHERE known.facility = f AND known.name = now.name AND now.doctor IS NOT NULL;

  IF cardinality(dropped) > 0 THEN
    DELETE FROM {s}.keys WHERE facility = f AND key = ANY (dropped);
  END IF;
  IF cardinality(claimed) > 0 THEN
    INSERT INTO {s}.keys (facility, key, stream)
    SELECT f, key, stream FROM unnest(claimed, claimed_by) AS new (key, stream) ORDER BY key;
  END IF;
  INSERT INTO {s}.commits (facility, command, record)
  SELECT f, command, record FROM unnest(commands, string_to_array(records, E'\\n')) AS new (command, record) ORDER BY command;

  UPDATE {s}.heads SET position = position + cardinality(versions) WHERE facility = f RETURNING position INTO last;
  IF NOT FOUND THEN
    INSERT INTO {s}.heads (facility, position) VALUES (f, cardinality(versions))
    ON CONFLICT (facility) DO UPDATE SET position = heads.position + excluded.position RETURNING position INTO last;
  END IF;
  INSERT INTO {s}.events (facility, position, stream, version, event)
  SELECT f, last - cardinality(versions) + new.n, ids[new.place], new.version, new.event
  FROM unnest(places, versions, string_to_array(bodies, E'\\n')) WITH ORDINALITY AS new (place, version, event, n);
  RETURN NULL;
END $function$;

-- Returns the events of each stream above the version given for it.
CREATE FUNCTION {s}.tails(f text, names text[], known integer[]) RETURNS TABLE (place integer, event text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $function$
BEGIN
  -- Stream by stream: a join would read the whole of each.
  RETURN QUERY SELECT asked.n::integer, found.event
  FROM unnest(names, known) WITH ORDINALITY AS asked (name, version, n), LATERAL (
    SELECT events.event FROM {s}.events
    WHERE events.facility = f AND events.version > asked.version
      AND events.stream = (SELECT id FROM {s}.streams WHERE streams.facility = f AND streams.name = asked.name)
    ORDER BY events.version
  ) AS found;
END $function$;

-- Changes when sessions are due whose streams still have these versions.
CREATE FUNCTION {s}.postpone(f text, names text[], known integer[], dues bigint[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $function$
  WITH held AS MATERIALIZED (
    SELECT name, version FROM {s}.streams WHERE facility = f AND name = ANY (names) ORDER BY name FOR NO KEY UPDATE
  )
  UPDATE {s}.streams AS listed SET due = now.due
  FROM held JOIN unnest(names, postpone.known, dues) AS now (name, version, due) USING (name, version)
  WHERE listed.facility = f AND listed.name = held.name;
$function$;
`,
]
