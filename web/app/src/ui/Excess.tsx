import { type RefObject, useEffect } from 'react'
import type { Catalogue } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { excessOf, parts } from '../core/length.ts'
import { lateTexts } from './lateTexts.ts'
import './excess.css'

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/limit.json', { import: 'default' })
const useTexts = lateTexts((language) => catalogue(catalogues, language, 'limit'))

const shown = 400

/** How much of a text is too much, and which part of it that is. */
export default function Excess({ id, field, text, limit }: { id: string; field: RefObject<HTMLTextAreaElement | HTMLInputElement | null>; text: string; limit: number }) {
  const { t } = useTexts()
  const over = t('over', { count: excessOf(text, limit), limit: String(limit) })
  useEffect(() => field.current?.setCustomValidity(over), [field, over])
  const [, excess] = parts(text, limit)
  const [start, rest] = parts(excess, shown)
  return (
    <output className="excess" id={id}>
      <b>{over}</b> <mark>{rest ? `${start}…` : start}</mark>
    </output>
  )
}
