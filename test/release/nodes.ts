/** Versions of Node newer than the oldest supported one. They have their own SQLite, with which the stores are tested as well. */
export const NODES = ['22', '24', '26']
