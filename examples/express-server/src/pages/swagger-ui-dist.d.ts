declare module 'swagger-ui-dist/absolute-path.js' {
  /** Folder of the assets. */
  const getAbsoluteFSPath: () => string
  // biome-ignore lint/style/noDefaultExport: the package has a default export
  export default getAbsoluteFSPath
}
