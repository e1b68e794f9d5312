/** The migration that lists when sessions are due. Never change it once it was released. */
export const DUE_STEP = `
-- When open sessions of an earlier version are due is not known, so the next sweep looks at all of them.
ALTER TABLE {s}.streams ADD COLUMN due bigint;
UPDATE {s}.streams SET due = 0 WHERE date IS NOT NULL AND open;
CREATE INDEX sessions_by_due ON {s}.streams (facility, due) WHERE due IS NOT NULL;

-- The same as before, and writes when each session is due.
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

-- Processes of the earlier version call this while they still run. Their sessions are due at once.
CREATE OR REPLACE FUNCTION {s}.append(
  f text,
  names text[], expected integer[], finals integer[], doctors text[], dates text[], opens boolean[],
  commands text[], records text,
  free text[], dropped text[], claimed text[], claimed_by text[],
  places integer[], versions integer[], bodies text
) RETURNS text LANGUAGE plpgsql AS $function$
BEGIN
  RETURN {s}.append(f, names, expected, finals, doctors, dates, opens,
    ARRAY(SELECT CASE WHEN open THEN 0::bigint END FROM unnest(opens) WITH ORDINALITY AS asked (open, n) ORDER BY n),
    commands, records, free, dropped, claimed, claimed_by, places, versions, bodies);
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
`
