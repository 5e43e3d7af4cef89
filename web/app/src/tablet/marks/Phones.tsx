import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import Qr from '../../ui/Qr.tsx'
import type { Ballot } from './types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { type BallotRules, closeBallot, openBallot, tooMany } from './ballots.ts'
import type { MarkingProps } from './useMarking.ts'

/** A vote on the participants' phones: the way in, how many have voted, the end. The result is the method's to show. */
export function Phones({ sheet, round, ideas, poll, show, say, rules }: MarkingProps & { rules: BallotRules }) {
  const { store, api } = useTools()
  const { t } = useSpeech()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const network = useLive(async () => (await store.fact('network')) ?? 'starting', [store])
  const last = poll?.ballots.findLast((ballot) => ballot.kind === rules.kind)
  const ready = ideas.filter((idea) => idea.received)

  async function attempt(work: () => Promise<string | undefined>, done: string) {
    if (busy) return
    setBusy(true)
    const wrong = await work()
    setTrouble(wrong === '' ? t('marks.noNetwork') : wrong)
    if (wrong === undefined) say(done)
    setBusy(false)
    return wrong === undefined
  }

  const title = round?.title ?? round?.question
  const open = () => attempt(() => openBallot(store, api, sheet, rules, title, ready.map(({ id }) => id)), t('marks.opened'))
  const close = async () => {
    if (await attempt(() => closeBallot(store, api, sheet, rules.kind), t('marks.closed'))) show(rules.kind, true)
  }

  return (
    <section className="phones" aria-label={t('marks.by_phones')}>
      {last?.open ? (
        <>
          <WayIn ballot={last} />
          <div className="choices">
            <div role="status">
              <p className="voters">{t('marks.voters', { count: last.voters })}</p>
              <Crowd ballot={last} />
            </div>
            <button className="button primary" aria-disabled={busy} onClick={() => void close()}>
              {t('marks.close')}
            </button>
          </div>
        </>
      ) : (
        <>
          {last && (
            <div className="note">
              <p>{t('marks.closedWith', { count: last.voters })}</p>
              <Crowd ballot={last} />
            </div>
          )}
          {network !== 'online' && <p className="note">{t('marks.needsNetwork')}</p>}
          {ready.length < ideas.length && <p className="note">{t('marks.notYetReceived', { count: ideas.length - ready.length })}</p>}
          <button className="button" aria-disabled={busy || !ready.length} onClick={() => ready.length > 0 && void open()}>
            {t(last ? 'marks.openAgain' : 'marks.open')}
          </button>
        </>
      )}
      <p role="alert" className={trouble ? 'failed' : undefined}>
        {trouble}
      </p>
    </section>
  )
}

/** Phones have no accounts: whether so many can have voted is for the facilitator to judge, beside how many sit here. */
function Crowd({ ballot }: { ballot: Ballot }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const seated = useLive(() => store.people.count(), [store]) ?? 0
  const { one_address: oneAddress = 0 } = ballot
  return (
    <>
      {seated > 0 && <p>{t('marks.seated', { count: seated })}</p>}
      {oneAddress > 1 && <p>{t('marks.oneAddress', { count: oneAddress })}</p>}
      {tooMany(ballot, seated) && <p className="crowd">{t('marks.crowd')}</p>}
    </>
  )
}

function WayIn({ ballot: { url, code } }: { ballot: Ballot }) {
  const { t } = useSpeech()
  const { host } = new URL(url)
  return (
    <figure className="wayIn">
      <Qr text={url} label={t('marks.qr')} level="medium" />
      <figcaption>
        <p>{t('marks.scan')}</p>
        <p>
          {t('marks.orType')} <b className="address">{host}/b</b>
        </p>
        <p>
          {t('marks.code')} <b className="code">{code}</b>
        </p>
      </figcaption>
    </figure>
  )
}
