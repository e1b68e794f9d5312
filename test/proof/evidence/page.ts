const HEAD = `# Evidence

These tables stand behind [choosing rules](choosing-rules.md). Each compares sets of rules on the same simulated days, with the same patients
under all rules. The clinic and its patients are described in [the laboratory](../examples/day-simulation/README.md#the-laboratory). They are
made up from published figures: a hospital should [fit its own](../examples/day-simulation/README.md#your-own-records) before it decides.

- The first column of figures is the baseline, with a 95 % interval over the days.
- The others are the mean, and in brackets the difference to the baseline with its 95 % interval.
- *better* and *worse* mark differences whose interval excludes 0. Of 100 differences between equal rules about 5 are marked by chance, so a
  small marked difference is no reason to choose.
- Waits are minutes from check-in to the doctor, of patients who were seen with a seat.

\`npm run evidence\` writes this page again with the same digits; \`npm run evidence -- --check\` says whether they are still the same.
`

/** Returns the page with the sections of all studies. */
export function pageOf(sections: readonly string[]): string {
  return `${HEAD}\n${sections.join('\n').trimEnd()}\n`
}

/** Returns the sections of a page by their titles. */
export function sectionsIn(page: string): ReadonlyMap<string, string> {
  const [, ...sections] = page.split(/^## /m)
  return new Map(sections.map((text) => [text.slice(0, text.indexOf('\n')), `## ${text}`]))
}
