import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    cloudevents: 'src/cloudevents.ts',
    fhir: 'src/fhir/index.ts',
    index: 'src/index.ts',
    messages: 'src/messages/index.ts',
    postgres: 'src/postgres/index.ts',
    rules: 'src/rules.ts',
    sqlite: 'src/sqlite/index.ts',
    store: 'src/store/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  // tsup passes `baseUrl` to the declaration build, which TypeScript 6 only accepts with this option.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  // The entry points share chunks, so that a class exists once per format and not once per entry point.
  splitting: true,
  // Without this `node:sqlite` would be imported as `sqlite`, which does not exist.
  removeNodeProtocol: false,
  target: 'node20',
  // Only reached in the ESM build; see src/sqlite/driver.ts.
  esbuildOptions: (options) => {
    options.logOverride = { 'empty-import-meta': 'silent' }
  },
  treeshake: true,
  clean: true,
})
