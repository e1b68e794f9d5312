import { defineConfig } from 'tsup'

// The server and the library in one file of JavaScript; what they depend on stays in node_modules.
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node20',
  skipNodeModulesBundle: true,
  removeNodeProtocol: false,
  clean: true,
})
