import { fileURLToPath } from 'node:url'
import { Application, ArgumentsReader, TSConfigReader } from 'typedoc'
import { arrange } from './arrange'
import { METHOD_GROUPS, MODULES, SYMBOL_GROUPS } from './modules'
import { PAGES } from './pages'
import { frameTables, keepCodeInHeadings, render } from './render'

// Writes the documentation site, guides and API, to docs/site/html. The options `--sourceLinkTemplate` and `--gitRevision` may follow
// the command: they turn the links to the source on (CONTRIBUTING.md has the whole command).
const root = fileURLToPath(new URL('../../', import.meta.url))
const { Project: _, ...groups } = PAGES

const app = await Application.bootstrapWithPlugins(
  {
    name: 'opd-scheduler',
    includeVersion: true,
    entryPoints: Object.values(MODULES),
    projectDocuments: Object.values(PAGES).flat(),
    out: 'docs/site/html',
    router: 'site',
    customCss: 'docs/site/style.css',
    groupOrder: [
      ...[...Object.keys(groups), 'API', 'Project', ...Object.keys(SYMBOL_GROUPS), 'Constructors'],
      ...[...Object.keys(METHOD_GROUPS), '*'],
    ],
    sortEntryPoints: false,
    navigation: { includeGroups: true, includeFolders: false },
    includeHierarchySummary: false,
    useFirstParagraphOfCommentAsSummary: true,
    groupReferencesByType: true,
    searchGroupBoosts: Object.fromEntries(Object.keys(PAGES).map((group) => [group, 3])),
    searchInDocuments: true,
    searchInComments: true,
    highlightLanguages: ['ts', 'js', 'sh', 'json', 'sql', 'yaml', 'nginx', 'ini', 'diff', 'http'],
    markdownItLoader: (parser) => {
      keepCodeInHeadings(parser)
      frameTables(parser)
    },
    // `npm run types` does that.
    skipErrorChecking: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    // The address of the repository is not known here: without a template there are no links to the source.
    disableSources: !process.argv.includes('--sourceLinkTemplate'),
    disableGit: true,
    intentionallyNotExported: ['ATTENDANCE_STEPS', 'TOKEN_STEPS'],
    requiredToBeDocumented: [
      'Enum',
      'Variable',
      'Function',
      'Class',
      'Interface',
      'TypeAlias',
      'Property',
      'Method',
      'Accessor',
    ],
    validation: { notDocumented: true, notExported: true, invalidLink: true },
  },
  [new TSConfigReader(), new ArgumentsReader(300)],
)
arrange(app, root)
render(app, root)
// Without this the compiler would also read the tests, the benchmarks and the examples.
app.options.setCompilerOptions(
  Object.values(MODULES).map((file) => root + file),
  app.options.getCompilerOptions(app.logger),
  undefined,
)

const project = await app.convert()
if (project) {
  app.validate(project)
  await app.generateOutputs(project)
}
const { errorCount, warningCount, validationWarningCount } = app.logger
if (!project || errorCount + warningCount + validationWarningCount > 0) process.exitCode = 1
