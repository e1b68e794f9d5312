import { defineConfig } from 'tsup'

// Bundles the server and the library into one file; their dependencies stay in node_modules.
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node20',
  skipNodeModulesBundle: true,
  removeNodeProtocol: false,
  clean: true,
})
