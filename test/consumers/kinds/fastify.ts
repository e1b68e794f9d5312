import { useService } from '../http-desk'
import { LIBSQL, type Row, THIS_NODE } from '../kind'
import { compiledPage } from '../page-project'
import type { World } from '../project'

/** The files of docs/fastify.md, over HTTP. */
export function fastifyKinds(world: World): readonly Row[] {
  return [
    {
      runtime: THIS_NODE,
      kind: 'Fastify 5',
      async run() {
        const project = await compiledPage('docs/fastify.md', world, 'fastify@5.12.8', LIBSQL)
        await useService(project, 'dist/main.js')
        return 'docs/fastify.md'
      },
    },
  ]
}
