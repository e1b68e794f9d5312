import type { OWN } from '../api/problem'

/** What the server's own codes mean, and what to do. */
export const OWN_PROBLEMS: { readonly [Code in keyof typeof OWN]: string } = {
  'malformed-request':
    'The request cannot be read: its JSON, its path, or a header. For If-Match, send the ETag of a preview unchanged.',
  'key-missing': 'Send an API key, as Authorization: Bearer … or in a browser as the password.',
  'role-missing':
    'The role of the key does not allow this operation. Use a key with one of the roles that `detail` names.',
  'not-your-doctor': 'The key is bound to a doctor, and the request is about another one. Use a key of the hospital.',
  'not-from-here':
    'The server does not serve this address or this page. Without keys it serves its own machine only, and it refuses writes from pages of other sites.',
  'not-found': 'There is nothing at this path. The document lists all paths.',
  'link-unknown':
    'The link was not made by this server, or the day after its token is over. The desk can give a new one.',
  'patient-not-found': 'There is no patient with this id. Look the patient up again.',
  'method-not-allowed': 'The path has other methods. The header Allow lists them.',
  'patient-ambiguous':
    'The details may mean a patient who is there already. Give the patientId of one of those in `details`, or "new": true.',
  'hospital-number-taken':
    'The hospital number belongs to another patient, or to one who is described differently. Check both, or give the patientId.',
  'patient-erased': 'The data of this patient was erased. To add the person again, use a new Idempotency-Key.',
  'body-too-large': 'The body is larger than 128 kB. Send less at once.',
  'not-json': 'Send the body as JSON in UTF-8, with the header Content-Type: application/json.',
  'too-many-reads': 'The key has sent too many reads in this minute. Wait as long as the header Retry-After says.',
  'too-many-failed-keys':
    'Too many wrong keys came from this address. Check the key, and wait as long as Retry-After says.',
  'too-many-writes': 'The key has sent too many writes in this minute. Wait as long as the header Retry-After says.',
  'internal-error': 'The server failed. Its log has the reason under the requestId of the answer.',
  starting: 'The server has started, and its storage is not open yet. Try again.',
  'clock-wrong': 'The clocks of the server and of its database differ by more than a minute. Set both with NTP.',
  'shutting-down': 'The server is shutting down. Try again.',
  'too-many-streams': 'Too many event streams are open. Close one, or try again.',
}
