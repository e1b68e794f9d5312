import type { WrittenFigure, WrittenLab } from '../files'
import type { Lab } from '../lab'
import type { Look } from './looks'

/** The input of every part of the page. */
export interface Scene {
  readonly lab: Lab
  readonly figures: WrittenLab
  /** Of all sets of rules, in their order. */
  readonly looks: readonly Look[]
  readonly home: Look
  readonly others: readonly Look[]
}

/** A figure at one load. */
export interface AtLoad {
  readonly load: number
  readonly figure: WrittenFigure
}

/** Returns the figures of a metric: by class, one for each load. */
export function byClass({ figures: { tables } }: Scene, metric: string): AtLoad[][] {
  const classes = tables[0]!.figures.filter((figure) => figure.metric === metric).map((figure) => figure.class)
  return classes.map((source) =>
    tables.map(({ load, figures }) => ({
      load,
      figure: figures.find((each) => each.metric === metric && each.class === source)!,
    })),
  )
}

/** The class of a figure, or the words for all patients. */
export function classOf({ class: source }: WrittenFigure): string {
  return source ?? 'all patients'
}
