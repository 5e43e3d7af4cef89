import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { Card } from './Card.tsx'
import { GroupBox, titleOf } from './GroupBox.tsx'
import { board, tray } from './groups.ts'
import { makeGroup, move, type Place, rowsOf, shift, undo } from './keep.ts'
import { useDrag } from '../../ui/useDrag.ts'
import './groups.css'

const newGroup = 'new'

/** Lines laid together because they say something similar. Nothing is merged here: that is the secretariat's work. */
function GroupsScreen({ context, lines, say }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const place: Place = { forum_id: context.forum.id, session_id: context.session.id }
  const root = useRef<HTMLDivElement>(null)
  const rows = useLive(() => rowsOf(store, place.session_id), [store, place.session_id])
  const undoable = useLive(() => store.groupSteps.where('session_id').equals(place.session_id).count(), [store, place.session_id])
  const [held, hold] = useState<{ card: string; to: string }>()
  const byId = useMemo(() => new Map(lines.filter((line) => !line.withdrawn).map((line) => [line.id, line])), [lines])
  const { groups, tray: loose } = useMemo(() => board(rows ?? [], [...byId.keys()]), [rows, byId])
  const names = new Map(groups.map((group, i) => [group.id, titleOf(group.title, i + 1, t)]))
  const nameOf = (group: string) => (group === tray ? t('groups.tray') : group === newGroup ? t('groups.new') : (names.get(group) ?? ''))

  async function put(card: string, group: string, at?: number) {
    hold(undefined)
    if (group === newGroup) await makeGroup(store, place, card)
    else await move(store, place, card, group, at)
    say(t('groups.moved', { group: nameOf(group) }))
    refocus(card)
  }
  useDrag(root, { thing: 'card', targets: '[data-group]', drop: (card, target, y) => void put(card, target.dataset.group ?? tray, indexAt(target, y)) })
  useFocusKept()

  /** Enter or a touch picks a card up and puts it down, arrows choose where, Escape leaves it where it was. */
  const latest = { held, groups, loose, put, nameOf }
  const now = useRef(latest)
  now.current = latest
  const onKey = useCallback((card: string, code: string): boolean => {
    const { held, groups, put, nameOf } = now.current
    const targets = [tray, ...groups.map(({ id }) => id), newGroup]
    const from = groups.find(({ cards }) => cards.includes(card))?.id ?? tray
    if (code === 'Enter' || code === 'Space') {
      if (held?.card !== card) {
        hold({ card, to: from })
        say(t('groups.held', { group: nameOf(from) }))
      } else if (held.to === from) hold(undefined)
      else void put(card, held.to)
      return true
    }
    if (held?.card !== card) return false
    if (code === 'Escape') {
      hold(undefined)
      say(t('groups.putBack'))
      return true
    }
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[code]
    if (!by) return false
    const to = targets[(targets.indexOf(held.to) + by + targets.length) % targets.length]!
    hold({ card, to })
    say(t('groups.target', { group: nameOf(to) }))
    document.querySelector(`[data-group="${to}"]`)?.scrollIntoView({ block: 'nearest' })
    return true
  }, [say, t])

  const cardsOf = (ids: readonly string[]) =>
    ids.map((id) => <Card key={id} line={byId.get(id)!} held={held?.card === id} onKey={onKey} />)
  const here = (group: string) =>
    held && (
      <button className="button primary here" onClick={() => void put(held.card, group)}>
        {t('groups.putHere')}
        <span className="visually-hidden">: {nameOf(group)}</span>
      </button>
    )
  const chosen = (group: string) => (held?.to === group ? '' : undefined)

  return (
    <div className="view groups" ref={root} data-holding={held ? '' : undefined}>
      <div className="groups-head">
        <p className="soft">{t('groups.hint')}</p>
        <button className="button" onClick={() => void makeGroup(store, place).then((id) => focusName(id))}>{t('groups.make')}</button>
        <button className="button" disabled={!undoable} onClick={() => void undo(store, place).then((done) => say(t(done ? 'said.undone' : 'said.nothingToUndo')))}>
          {t('composer.undo')}
        </button>
      </div>
      <section className="group loose" data-group={tray} data-chosen={chosen(tray)} aria-label={t('groups.tray')}>
        <header>
          <h2>{t('groups.tray')}</h2>
          <span className="count">{t('groups.cards', { count: loose.length })}</span>
          {here(tray)}
        </header>
        <ul>{cardsOf(loose)}</ul>
        {!loose.length && <p className="soft">{t(lines.length ? 'groups.allGrouped' : 'groups.noLines')}</p>}
      </section>
      <div className="columns">
        {groups.map((group, i) => (
          <GroupBox key={group.id} group={group} number={i + 1} of={groups.length} place={place} chosen={chosen(group.id)} here={here(group.id)} say={say}
            shift={(by) => void shift(store, place, groups.map(({ id }) => id), group.id, by)}>
            {cardsOf(group.cards)}
          </GroupBox>
        ))}
        <section className="group fresh" data-group={newGroup} data-chosen={chosen(newGroup)} aria-label={t('groups.new')}>
          <p className="soft">{t('groups.dropNew')}</p>
          {here(newGroup)}
        </section>
      </div>
    </div>
  )
}

export default withTexts('groups', GroupsScreen)

let wanted: string | undefined

/** The card is drawn anew in its group; the focus goes with it. */
function refocus(card: string): void {
  wanted = card
}

function useFocusKept(): void {
  useEffect(() => {
    const card = wanted && document.querySelector<HTMLElement>(`[data-card="${wanted}"] button`)
    if (!card || card === document.activeElement) return
    wanted = undefined
    card.focus({ preventScroll: true })
  })
}

function focusName(id: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-group="${id}"] input`)?.focus())
}

/** Before the first card whose middle is below the pointer; undefined = after the last. */
function indexAt(group: HTMLElement, y: number): number | undefined {
  const cards = [...group.querySelectorAll<HTMLElement>('[data-card]')]
  const index = cards.findIndex((card) => {
    const box = card.getBoundingClientRect()
    return y < box.top + box.height / 2
  })
  return index < 0 ? undefined : index
}
