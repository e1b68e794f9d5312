import { useLibrary } from './scenario.js'

/** The types of Node, with which the repository is checked, have no page. */
declare const document: { title: string }

useLibrary().then(
  () => {
    document.title = 'green'
  },
  (error: unknown) => {
    document.title = error instanceof Error ? `${error.stack}` : String(error)
  },
)
