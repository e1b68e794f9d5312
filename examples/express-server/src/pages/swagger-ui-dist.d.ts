declare module 'swagger-ui-dist/absolute-path.js' {
  /** Folder of the assets. */
  const getAbsoluteFSPath: () => string
  export = getAbsoluteFSPath
}
