/**
 * The guides of the site, in the order of its navigation, by their paths in the repository. The first heading of a page is its title
 * there. A new page is one new line; a test compares this list with the folder.
 */
export const PAGES = {
  Start: [
    'docs/getting-started.md',
    'docs/concepts.md',
    'docs/timetables.md',
    'docs/departments.md',
    'docs/day-changes.md',
    'docs/waiting-room.md',
    'docs/errors.md',
  ],
  Rules: [
    'docs/choosing-rules.md',
    'docs/evidence.md',
    'docs/presets.md',
    'docs/rules.md',
    'docs/writing-rules.md',
    'docs/testing-rules.md',
  ],
  Storage: ['docs/stores.md', 'docs/postgres.md', 'docs/writing-a-store.md'],
  'Running it': [
    'docs/events.md',
    'docs/time-zones.md',
    'docs/operations.md',
    'docs/scaling.md',
    'docs/deploying.md',
    'docs/upgrading.md',
    '.github/SECURITY.md',
  ],
  Integrations: [
    'docs/fhir.md',
    'docs/nestjs.md',
    'docs/fastify.md',
    'docs/coming-from-another-system.md',
    'examples/express-server/README.md',
  ],
  Insight: ['examples/day-simulation/README.md', 'docs/verification.md', 'bench/README.md'],
  Project: [
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'docs/architecture.md',
    'docs/decisions.md',
    'docs/debugging.md',
    'docs/releasing.md',
  ],
} as const satisfies Record<string, readonly string[]>
