declare module 'swagger-ui-dist/absolute-path.js' {
  /** Folder of the assets. */
  const getAbsoluteFSPath: () => string
  // biome-ignore lint/style/noDefaultExport: it is what the package has
  export default getAbsoluteFSPath
}
