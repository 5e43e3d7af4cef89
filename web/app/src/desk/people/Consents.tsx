import { useState } from 'react'
import type { ConsentRecord, ParticipantView } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import { day, useMoment } from '../when.ts'
import { useConsents } from './consents.ts'

/** What a person agreed to, in the words that were read, and the way to take it back: at once, and for good. */
export function Consents({ forum, person }: { forum: string; person: ParticipantView }) {
  const { t } = useSpeech()
  const records = useConsents(forum, person.id)
  const [asked, ask] = useState<ConsentRecord['scope']>()
  const done = useDone()
  const withdraw = useWrite(
    forum,
    async (scope: ConsentRecord['scope']) => {
      const channels = scope === 'processing' ? [''] as const : (person.consents ?? []).filter((one) => one.scope === scope && one.given).map((one) => one.channel)
      for (const channel of channels)
        await api.post(`${at.sessions(forum)}/participants/${person.id}/consents`, { scope, ...(channel && { channel }), given: false })
    },
    () => changed('participants', person.id),
  )
  const given = (scope: ConsentRecord['scope']) => person.consents?.some((one) => one.scope === scope && one.given)
  return (
    <div className="consents stack">
      <Listing query={records} empty={t('consents.none')}>
        {(items) => <ul className="stack">{items.map((record, index) => <li key={index}><Record record={record} /></li>)}</ul>}
      </Listing>
      <Failure error={withdraw.error} />
      {asked ? (
        <Sure question={t(`consents.sure.${asked}`, { name: person.name })} yes={t('consents.yes')} busy={withdraw.isPending}
          onYes={() => withdraw.mutate(asked, { onSuccess: () => done(t('done.consentWithdrawn', { name: person.name })), onSettled: () => ask(undefined) })} onNo={() => ask(undefined)} />
      ) : (
        !person.erased_at && (
          <div className="actions">
            {given('notifications') && <button className="button" type="button" onClick={() => ask('notifications')}>{t('consents.withdraw.notifications')}</button>}
            <button className="button" type="button" onClick={() => ask('processing')}>{t('consents.withdraw.processing')}</button>
          </div>
        )
      )}
    </div>
  )
}

function Record({ record }: { record: ConsentRecord }) {
  const { t } = useSpeech()
  const moment = useMoment()
  const { scope, given, changed_at, text_version, operator, until, words, language } = record
  return (
    <>
      <strong>{t(`consents.scope.${scope}`)}</strong> <span className={given ? 'pill good' : 'pill warn'}>{t(given ? 'consents.given' : 'consents.withdrawn')}</span>{' '}
      <span className="soft">{moment(changed_at)}</span>
      {words && (
        <details>
          <summary>{t('consents.text', { version: text_version })}</summary>
          <p lang={language}>{words}</p>
          <p className="soft">
            {t('consents.operator', { operator })} · {until ? t('consents.until', { day: day(until, t) }) : t('consents.untilPurpose')}
          </p>
        </details>
      )}
    </>
  )
}
