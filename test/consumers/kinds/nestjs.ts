import { useService } from '../http-desk'
import { LIBSQL, type Row, THIS_NODE } from '../kind'
import { compiledPage } from '../page-project'
import type { World } from '../project'

const PACKAGES = [
  '@nestjs/common@12.5.1',
  '@nestjs/core@12.5.1',
  '@nestjs/platform-express@12.5.1',
  '@nestjs/testing@12.1.1',
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  LIBSQL,
]

/** The files of docs/nestjs.md: its test, and its service over HTTP. */
export function nestKinds(world: World): readonly Row[] {
  return [
    {
      runtime: THIS_NODE,
      kind: 'NestJS 12',
      async run() {
        const project = await compiledPage('docs/nestjs.md', world, ...PACKAGES)
        const tests = await project.run(process.execPath, '--test', 'dist/tokens.test.js')
        if (!/^(#|ℹ) pass 1$/m.test(tests)) throw new Error(`The test of the page did not run:\n${tests}`)
        await useService(project, 'dist/main.js')
        return 'docs/nestjs.md'
      },
    },
  ]
}
