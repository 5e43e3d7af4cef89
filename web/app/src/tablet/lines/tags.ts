import { keyOf } from '../../core/tags.ts'
import type { Wording } from './types.ts'

const most = 10
const tagged = /^[\p{L}\p{Nd}_-]{1,40}$/u

/** A line that ends with a tag being typed. */
export const tagBegun = /\s#\S*$/

/** A line as it is typed in one go: words with #tags at the end become tags, whatever is no good tag stays among the words. */
export function parted(typed: string): Required<Pick<Wording, 'text' | 'tags'>> {
  let text = typed.trim()
  const tags = new Map<string, string>()
  for (let end; (end = /\s+#(\S+)$/.exec(text)); text = text.slice(0, end.index)) {
    const tag = end[1]!.normalize('NFC')
    const key = keyOf(tag)
    if (!tagged.test(tag) || (tags.size === most && !tags.has(key))) break
    tags.delete(key) // written twice: the first stands, in its place
    tags.set(key, tag)
  }
  return { text, tags: [...tags.values()].reverse() }
}

/** The same the other way round. Two wordings with equal text and tags are typed alike. */
export const asTyped = ({ text, tags = [] }: Pick<Wording, 'text' | 'tags'>): string => [text, ...tags.map((tag) => `#${tag}`)].join(' ')

/** Of a line, an edit or a step back: nothing but its wording. No tags are told as none: an edit without a word of tags leaves them. */
export const wordingOf = ({ text, language, tags = [] }: Wording): Wording => ({ text, language, tags })
