import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import type { Theme } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

interface Props {
  forum: string
  themes: readonly Theme[]
  chosen: readonly ProposalView[] // the first absorbs the others
  hidden: number // of the chosen ones, those that the list does not show now
  onChosen: (chosen: readonly ProposalView[]) => void
}

/**
 * What happens to the chosen proposals: all of them are shown, wherever filters have hidden them, and a person says whose
 * words and theme stand. Enter on a chosen box comes here, Escape goes back.
 */
export function MergeBar({ forum, themes, chosen, hidden, onChosen }: Props) {
  const { t, language } = useSpeech()
  const [comparing, compare] = useState(false)
  const bar = useRef<HTMLDivElement>(null)
  const done = useDone()
  const merge = useWrite(forum, ([into, ...others]: readonly ProposalView[]) =>
    api.post(`${at.decisions(forum)}/proposals/merge`, { into: into!.id, proposals: others.map(({ id }) => id) }),
    (merged) => changed('proposals', ...merged.map(({ id }) => id)),
  )
  const unmerge = useWrite(forum, async ([, ...others]: readonly ProposalView[]) => {
    for (const { id } of others) await api.post(`${at.decisions(forum)}/proposals/${id}/unmerge`)
  }, (them) => changed('proposals', ...them.map(({ id }) => id)))
  const few = chosen.length < 2
  useEffect(() => {
    if (few) compare(false)
  }, [few])
  if (!chosen.length) return null

  const leave = () => {
    compare(false)
    merge.reset()
    onChosen([])
  }
  const perform = () =>
    merge.mutate(chosen, {
      onSuccess: () => {
        const [into, ...others] = chosen
        leave()
        backToRow(into)
        done(t('consolidate.merged', { count: others.length, number: into!.number }), () => unmerge.mutateAsync(chosen))
      },
    })
  const stand = (one: ProposalView) => onChosen([one, ...chosen.filter((other) => other !== one)])
  const inOrder = chosen.toSorted((a, b) => a.number - b.number)

  return (
    <div className="action-bar merge-bar" role="region" aria-label={t('consolidate.merging')} ref={bar} id="merge-bar"
      onKeyDown={(event) => event.code === 'Escape' && (comparing ? compare(false) : backToRow(chosen.at(-1)))}>
      <Failure error={merge.error} />
      {comparing && (
        <fieldset className="wordings">
          <legend>{t('consolidate.whoseWords')}</legend>
          {inOrder.map((one) => (
            <label key={one.id}>
              <input type="radio" name="stands" checked={chosen[0] === one} autoFocus={chosen[0] === one} onChange={() => stand(one)} />
              <Wording proposal={one} theme={read(themes.find(({ id }) => id === one.theme_id)?.title, language)}>
                <button className="button quiet" type="button" onClick={() => onChosen(chosen.filter((other) => other !== one))}>
                  {t('consolidate.leaveOut')} <span className="visually-hidden">№ {one.number}</span>
                </button>
              </Wording>
            </label>
          ))}
        </fieldset>
      )}
      <p>
        {few ? t('consolidate.chooseMore', { number: chosen[0]!.number }) : t('consolidate.chosen', { count: chosen.length })}
        {hidden > 0 && <span className="pill warn">{t('consolidate.hidden', { count: hidden })}</span>}
      </p>
      {comparing ? (
        <button className="button primary" disabled={merge.isPending} onClick={perform}>{t('consolidate.merge', { count: chosen.length })}</button>
      ) : (
        <button className="button primary" disabled={few} onClick={() => compare(true)}>{t('consolidate.compare', { count: chosen.length })}</button>
      )}
      <button className="button quiet" onClick={() => (comparing ? compare(false) : leave())}>{t('cancel')}</button>
    </div>
  )
}

function Wording({ proposal, theme, children }: { proposal: ProposalView; theme: string; children: ReactNode }) {
  return (
    <div className="wording">
      <div className="card-head">
        <span className="number">№ {proposal.number}</span>
        <span className="soft">{theme}</span>
        <span className="end">{children}</span>
      </div>
      <BothTexts text={read(proposal.text, 'kk') ? proposal.text : { kk: proposal.suggestions[0]?.text }} />
    </div>
  )
}

const backToRow = (one?: ProposalView) => one && document.getElementById(`choose-${one.id}`)?.focus()

/** From the box of a row to the bar: it is far behind the list. */
export const toMergeBar = (): void => document.querySelector<HTMLElement>('#merge-bar .primary:not(:disabled), #merge-bar .button')?.focus()
