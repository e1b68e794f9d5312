/**
 * The guides of the site, in the order of its navigation, by their paths in the repository. The first heading of a page is its title
 * there. A new page is one new line; a test compares this list with the folder.
 */
export const PAGES = {
  Start: ['docs/getting-started.md', 'docs/concepts.md', 'docs/day-changes.md', 'docs/errors.md'],
  Rules: ['docs/rules.md', 'docs/presets.md'],
  Storage: ['docs/stores.md', 'docs/postgres.md'],
  'Running it': ['docs/notifications.md', 'docs/scaling.md'],
  Integrations: ['examples/express-server/README.md'],
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
