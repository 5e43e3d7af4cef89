import type { ReactNode } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { answer, hereOf, park } from './keep.ts'
import './later.css'
import { type Deed, type OfferRow, type Place, placeOf, standing, type Yurt } from './offers.ts'

const places: readonly Place[] = ['offered', 'taken', 'kept', 'declined']

/** The parking lot: what this yurt keeps for later and for whom, and what others offer to it. */
function LaterScreen({ context, lines, say }: ViewProps) {
  const { store } = useTools()
  const { t, language } = useSpeech()
  const here = hereOf(context)
  const rows = useLive(() => store.offers.where('session_id').equals(here.session_id).toArray(), [store, here.session_id])
  const yurts = useLive(() => store.yurts.toArray(), [store]) ?? []
  const chosen = lines.find((line) => line.id === location.hash.split('/')[1] && !line.withdrawn)
  const nameOf = (id: string) => {
    const yurt = yurts.find((one) => one.id === id)
    return yurt ? yurtName(yurt) : t('later.otherSession')
  }
  const yurtName = (one: Yurt) => [one.yurt ? t('place.yurt', { yurt: one.yurt }) : read(one.title, language), themeName(one.theme_id)].filter(Boolean).join(' · ')
  const themeName = (id: string) => read(context.themes.find((theme) => theme.id === id)?.title, language)
  const toWhom = (row: OfferRow) => {
    const { parked_session_id, parked_theme_id } = standing(row)
    return parked_session_id ? nameOf(parked_session_id) : parked_theme_id ? themeName(parked_theme_id) : t('later.secretariat')
  }

  async function go(row: OfferRow, deed: Deed, said: string) {
    await answer(store, here, row.id, deed)
    say(t(said))
  }
  const buttons: Record<Place, (row: OfferRow) => ReactNode> = {
    offered: (row) => (
      <>
        <button className="button primary" onClick={() => void go(row, { verb: 'take' }, 'later.tookUp')}>{t('later.take')}</button>
        <button className="button" onClick={() => void go(row, { verb: 'decline' }, 'later.leftToSecretariat')}>{t('later.decline')}</button>
      </>
    ),
    taken: (row) => <button className="button" onClick={() => void go(row, { verb: 'park', session_id: here.session_id }, 'said.undone')}>{t('later.giveBack')}</button>,
    declined: (row) => <button className="button" onClick={() => void go(row, { verb: 'take' }, 'later.tookUp')}>{t('later.takeAfterAll')}</button>,
    kept: (row) => <button className="button" onClick={() => void go(row, { verb: 'unpark' }, 'said.undone')}>{t('later.unpark')}</button>,
  }
  const about: Record<Place, (row: OfferRow) => string> = {
    offered: (row) => t('later.from', { place: nameOf(row.said_in) }),
    taken: (row) => t('later.from', { place: nameOf(row.said_in) }),
    declined: () => t('later.leftToSecretariat'),
    kept: (row) => t('later.for', { to: toWhom(row) }),
  }

  return (
    <div className="view later">
      {chosen && (
        <section className="choose" aria-labelledby="choose-title">
          <h2 id="choose-title">{t('later.forWhom')}</h2>
          <p className="words" lang={chosen.language}>{chosen.text}</p>
          <Destinations yurts={yurts.filter(({ id }) => id !== here.session_id)} yurtName={yurtName} themes={context.themes.filter(({ id }) => id !== here.theme_id).map(({ id }) => [id, themeName(id)])}
            go={async (to) => {
              await park(store, here, chosen, to)
              say(t('later.parked'))
              location.hash = '#later'
            }} />
        </section>
      )}
      {places.map((place) => {
        const found = (rows ?? []).filter((row) => placeOf(row) === place)
        return (
          found.length > 0 && (
            <section key={place} data-place={place} aria-labelledby={`later-${place}`}>
              <h2 id={`later-${place}`}>{t(`later.title.${place}`)}</h2>
              <ul>
                {found.map((row) => (
                  <li key={row.id}>
                    <p className="words" lang={row.language}>{row.text}</p>
                    <p className="soft">{about[place](row)}{row.mine ? ` · ${t('line.saved')}` : ''}</p>
                    <div className="answers">{buttons[place](row)}</div>
                  </li>
                ))}
              </ul>
            </section>
          )
        )
      })}
      {rows && !chosen && !rows.some(placeOf) && <p className="soft">{t('later.empty')}</p>}
    </div>
  )
}

export default withTexts('later', LaterScreen)

interface DestinationsProps {
  yurts: readonly Yurt[]
  yurtName: (yurt: Yurt) => string
  themes: readonly (readonly [id: string, name: string])[]
  go: (to: { session_id?: string; theme_id?: string }) => Promise<void>
}

/** One touch offers it: to the secretariat, a yurt, or every yurt of a theme. */
function Destinations({ yurts, yurtName, themes, go }: DestinationsProps) {
  const { t } = useSpeech()
  return (
    <div className="destinations">
      <button className="button primary" onClick={() => void go({})}>{t('later.secretariat')}</button>
      {yurts.length > 0 && <h3>{t('later.yurts')}</h3>}
      {yurts.map((yurt) => <button key={yurt.id} className="button" onClick={() => void go({ session_id: yurt.id })}>{yurtName(yurt)}</button>)}
      {themes.length > 0 && <h3>{t('later.themes')}</h3>}
      {themes.map(([id, name]) => <button key={id} className="button" onClick={() => void go({ theme_id: id })}>{name}</button>)}
      <a className="button quiet" href="#ideas">{t('line.cancel')}</a>
    </div>
  )
}
