import { useQuery } from '@tanstack/react-query'
import type { ChangeProposal } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Line } from '../shell/Area.tsx'
import { useBodyName } from '../shell/bodies.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useDraft, useOpenForm } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { factsOf } from './facts.ts'
import { mayChange, path, useRegisterWrite } from './organisations.ts'

/** Changes that other forums propose: made or declined, with an answer. */
export function ChangeProposals() {
  const { t } = useSpeech()
  const open = useQuery({ queryKey: ['organisations', 'proposals'], queryFn: async () => (await api.get(`${path}/proposals`, { limit: 500 })).items })
  if (!open.data?.length) return <Failure error={open.error} />
  return (
    <details className="card" open>
      <summary>{t('organisations.proposals', { count: open.data.length })}</summary>
      <ul className="rows">{open.data.map((one) => <li key={one.id}><Proposed proposal={one} /></li>)}</ul>
    </details>
  )
}

function Proposed({ proposal }: { proposal: ChangeProposal }) {
  const { t, language } = useSpeech()
  const account = useAccount()
  const one = `${path}/${proposal.organisation_id}` as const
  const organisation = useQuery({ queryKey: ['organisations', 'one', proposal.organisation_id], queryFn: () => api.get(one) }).data
  const name = useBodyName(proposal.organisation_id)
  const [declining, setDeclining] = useOpenForm<'decline'>(`change/${proposal.id}`, ['decline'])
  const decide = useRegisterWrite((answer: string | undefined) => answer === undefined
    ? api.post(`${one}/proposals/${proposal.id}/accept`, { version: organisation?.version })
    : api.post(`${one}/proposals/${proposal.id}/decline`, { answer }))
  const done = useDone()
  const before = new Map(organisation ? factsOf(organisation, t, language) : [])
  const changes = organisation ? factsOf({ ...organisation, ...(proposal.change as object) }, t, language).filter(([fact, words]) => before.get(fact) !== words) : []
  return (
    <div className="stack grow">
      <p><strong>{name}</strong></p>
      {changes.map(([fact, words]) => <p key={fact} className="words">{fact}: <del>{before.get(fact) || '–'}</del> <ins>{words || '–'}</ins></p>)}
      <p className="soft words">{proposal.reason}</p>
      <Failure error={decide.error} />
      {declining && <Decline proposal={proposal} busy={decide.isPending} onCancel={() => setDeclining(undefined)} onSend={(answer, sent) => decide.mutate(answer, { onSuccess: () => (sent(), done(t('organisations.declined', { name }))) })} />}
      {!declining && organisation && mayChange(account, organisation) && (
        <div className="actions">
          <button className="button primary" disabled={decide.isPending} onClick={() => decide.mutate(undefined, { onSuccess: () => done(t('organisations.saved', { name })) })}>{t('organisations.accept')} <span className="visually-hidden">{name}</span></button>
          <button className="button" onClick={() => setDeclining('decline')}>{t('organisations.decline')} <span className="visually-hidden">{name}</span></button>
        </div>
      )}
    </div>
  )
}

function Decline({ proposal, busy, onSend, onCancel }: { proposal: ChangeProposal; busy: boolean; onSend: (answer: string, sent: () => void) => void; onCancel: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`change/${proposal.id}/decline`)
  return (
    <Form draft={draft} label={t('organisations.decline')} onCancel={() => (draft.close(), onCancel())} onSubmit={(form) => onSend(field(form, 'answer'), draft.drop)}>
      <label>
        {t('organisations.whyNot')}
        <Line name="answer" required limit={4000} value={draft.value('answer')} />
      </label>
      <FormActions busy={busy} save={t('organisations.decline')} onCancel={() => (draft.close(), onCancel())} />
    </Form>
  )
}
