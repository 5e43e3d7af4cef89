import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Link } from '../../core/contract/sessions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Area } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { type Given, type Roles, rolesOf, rowsOf } from './roles.ts'
import { RolesField } from './RolesField.tsx'

/** As many as one sheet of paper after the other may bring; more are invited in turn. */
const most = 50
const days = [1, 7, 30, 60]

interface Props {
  start: Given
  onMade: (links: Link[]) => void
  onCancel: () => void
}

/** One link a person: whoever is named on a line gets one, all with the same roles. */
export function InviteForm({ start, onMade, onCancel }: Props) {
  const { t } = useSpeech()
  const draft = useDraft('invite/new')
  const client = useQueryClient()
  const done = useDone()
  const [rows, setRows] = useHeld<Given[]>(draft, () => {
    const kept = draft.value('roles')
    return kept ? rowsOf(JSON.parse(kept) as Roles) : [start]
  })
  const [ids, setIds] = useState<Record<string, string>>({}) // by line: pressing again makes nothing twice
  const make = useMutation({
    mutationFn: async (form: FormData) => {
      const names = lines(field(form, 'names'))
      const named = names.length ? names : ['']
      const of = Object.fromEntries(named.map((name, i) => [`${i} ${name}`, ids[`${i} ${name}`] ?? uuidv7()]))
      setIds(of)
      const made: Link[] = []
      for (const [line, id] of Object.entries(of)) {
        made.push(await api.post('/api/sessions/invites', { id, name: line.slice(line.indexOf(' ') + 1), roles: rolesOf(rows), days: Number(form.get('days')) }))
      }
      return made
    },
    onSuccess: (links) => {
      draft.drop()
      void client.invalidateQueries({ queryKey: ['invites'] })
      done(t('staff.linksMade', { count: links.length }))
      onMade(links)
    },
  })
  const leave = () => (draft.close(), onCancel())
  const tooMany = (form: FormData) => (lines(field(form, 'names')).length > most ? t('staff.tooMany', { limit: most }) : undefined)
  const [refused, refuse] = useState<string>()
  return (
    <Form draft={draft} className="card stack" label={t('staff.invite')} onCancel={leave}
      onSubmit={(form) => {
        refuse(tooMany(form))
        if (!tooMany(form)) make.mutate(form)
      }}>
      <h2>{t('staff.invite')}</h2>
      <label>
        {t('staff.names')}
        <Area name="names" value={draft.value('names')} rows={3} limit={8000} />
      </label>
      <p className="soft">{t('staff.namesHint')}</p>
      <RolesField rows={rows} start={start} onChange={setRows} />
      <input type="hidden" name="roles" value={JSON.stringify(rolesOf(rows))} />
      <label>
        {t('staff.holdsFor')}
        <select className="field" name="days" defaultValue={draft.value('days', 7)}>
          {days.map((count) => <option key={count} value={count}>{t('staff.days', { count })}</option>)}
        </select>
      </label>
      {refused && <p className="failure" role="alert">{refused}</p>}
      <Failure error={make.error} />
      <FormActions busy={make.isPending} save={t('staff.makeLinks')} onCancel={leave} />
    </Form>
  )
}

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)
