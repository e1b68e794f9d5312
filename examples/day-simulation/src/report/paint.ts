/** Emphasis in text: escape codes on a terminal, nothing in a file. */
export interface Paint {
  bold(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
}

export function paint(isColoured: boolean): Paint {
  const style =
    (on: number, off: number) =>
    (text: string): string =>
      isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return { bold: style(1, 22), faint: style(2, 22), good: style(32, 39), bad: style(31, 39) }
}
