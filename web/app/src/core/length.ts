/** How long the services say a text is: in signs, where a browser's own count takes some signs twice. */
export const lengthOf = (text: string): number => [...text].length

/** How many signs a text has more than its limit. */
export const excessOf = (text: string, limit: number): number => (text.length <= limit ? 0 : Math.max(0, lengthOf(text) - limit))

/** What fits and what does not. */
export function parts(text: string, limit: number): [fits: string, excess: string] {
  const signs = [...text]
  return [signs.slice(0, limit).join(''), signs.slice(limit).join('')]
}

/** Where a text that is too long is best cut in two: after a sentence, else between words, else where the limit is. */
export function halves(text: string, limit: number): [first: string, rest: string] {
  const [fits] = parts(text, limit)
  const [andNext] = parts(text, limit + 1)
  const ends = [/^.*[.!?…;](?=\s)/su, /^.*\S(?=\s)/su].map((end) => end.exec(andNext)?.[0] ?? '')
  const first = ends.find((first) => first.length > fits.length / 3) ?? fits
  return [first.trimEnd(), text.slice(first.length).trimStart()]
}
