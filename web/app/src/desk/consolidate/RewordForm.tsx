import type { ProposalView, RewordRequest } from '../../core/contract/decisions.d.ts'
import { official } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { untouched } from '../shell/drafts.ts'
import { Refused } from '../shell/Refused.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'

/** A proposal's wording in both languages. */
export function RewordForm({ forum, proposal, onDone }: { forum: string; proposal: ProposalView; onDone: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`proposal/${proposal.id}/reword`, proposal)
  const done = useDone()
  const path = `${at.decisions(forum)}/proposals/${proposal.id}` as const
  const reword = useWrite(forum, (body: RewordRequest) => api.post(`${path}/reword`, body), () => changed('proposals', proposal.id))
  const { text: seen, number } = draft.seen ?? proposal
  const facts = ({ text }: ProposalView) => official.map((code): [string, string] => [t(`text.${code}`), text[code] ?? ''])
  return (
    <TwoTexts draft={draft} label={t('proposal.reword')} value={seen} busy={reword.isPending} check={t('proposal.translationChecked')}
      refused={<Refused draft={draft} error={reword.error} read={() => api.get(path)} facts={facts} />}
      onCancel={() => (draft.close(), onDone())}
      onSave={(typed, translation_checked) => {
        const before = draft.latest?.text ?? proposal.text
        reword.mutate({ text: { ...before, ...untouched(typed, seen, before) }, translation_checked, version: draft.version }, {
          onSuccess: ({ version }) => {
            draft.drop()
            onDone()
            done(t('done.reworded', { number }), () => reword.mutateAsync({ text: before, version }))
          },
        })
      }} />
  )
}
