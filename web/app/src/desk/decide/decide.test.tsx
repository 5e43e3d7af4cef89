// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DecisionView, QuestionView } from '../../core/contract/decisions.d.ts'
import { answer, field, forum, here, press, refusal, says, sent, t, type, user, visit } from '../testing.tsx'

beforeEach(() => answer(`GET ${here.sessions}`, () => ({ id: forum, title: {}, starts_on: '2020-01-01', time_zone: 'Asia/Almaty', quorum: {} })))

describe('a decision', () => {
  const outcomes: DecisionView['outcome'][] = ['adopted', 'adopted_with_changes', 'rejected', 'deferred']
  const page = async () => {
    const { DecisionForm } = await import('./DecisionForm.tsx')
    return function Page() {
      const [open, setOpen] = useState(true)
      return open && <DecisionForm forum={forum} about={{ question_id: 'q1' }} text={{ kk: 'Мектеп', ru: 'Школа' }} votes={null} outcomes={outcomes} onDone={() => setOpen(false)} />
    }
  }
  const choose = async (outcome: string) => user.click(await field(`outcome.${outcome}`))
  const record = async (outcome: string) => {
    await press('decide.record')
    await says('decide.sure', { outcome: t(`outcome.${outcome}`) })
    await press('decide.record')
  }

  test('is asked about before it is written for ever, and says what its outcome needs', async () => {
    await visit(page)
    answer(`POST ${here.decisions}/decisions`, () => ({}))
    await choose('deferred')
    fireEvent.change(await field('decide.deferredUntil'), { target: { value: '2027-02-01' } })
    fireEvent.change(await field('decide.decidedAt'), { target: { value: '2025-01-02T15:30' } })
    await press('decide.record')
    await press('cancel')
    expect(sent()).toEqual([])
    await record('deferred')
    await says('done.recorded', { outcome: t('outcome.deferred') })
    expect(sent().map(({ body: { id, ...body } }) => [typeof id, body])).toEqual([
      ['string', { question_id: 'q1', outcome: 'deferred', deferred_until: '2027-02-01', decided_at: '2025-01-02T10:30:00.000Z' }], // by the forum's clock, not this computer's
    ])
  })

  test('whose answer was lost is recorded once: it is asked for again as the same, also after a reload', async () => {
    await visit(page)
    answer(`POST ${here.decisions}/decisions`, () => Promise.reject(new TypeError('no network')))
    await choose('adopted_with_changes')
    const text = await screen.findByLabelText(`${t('decide.text')} · ${t('text.ru')}`)
    await user.clear(text)
    await user.type(text, 'Школа и сад')
    await record('adopted_with_changes')
    await says('failure.noAnswer')
    await visit(page)
    answer(`POST ${here.decisions}/decisions`, () => ({}))
    await record('adopted_with_changes')
    await says('done.recorded', { outcome: t('outcome.adopted_with_changes') })
    const [first, second] = sent()
    expect(first!.body.text).toEqual({ kk: 'Мектеп', ru: 'Школа и сад' })
    expect(second!.body).toEqual(first!.body)
  })
})

describe('a count of hands', () => {
  const page = (votes: QuestionView['votes']) => async () => {
    const { CountForm } = await import('./CountForm.tsx')
    const question = { id: 'q1', number: 7, votes } as unknown as QuestionView
    return function Page() {
      const [open, setOpen] = useState(true)
      return open && <CountForm forum={forum} question={question} onDone={() => setOpen(false)} />
    }
  }
  const path = `${here.decisions}/questions/q1/votes`

  test('adds up as it is typed; numbers that the server doubts stay to be mended', async () => {
    await visit(page(null))
    answer(`POST ${path}`, ({ body }) => (body.present < 13 ? refusal(422, 'invalid', 'Голосов больше, чем людей') : {}))
    for (const [side, hands] of [['for', '10'], ['against', '2'], ['abstained', '1'], ['present', '12']]) await type(`vote.${side}`, hands!)
    await says('vote.hint', { count: 13 })
    await press('save')
    await screen.findByText('Голосов больше, чем людей')
    expect(await field('vote.for')).toHaveProperty('value', '10')
    await user.clear(await field('vote.present'))
    await press('save')
    await says('done.counted', { number: 7 })
    const [first, second] = sent()
    expect(first!.body).toMatchObject({ for: 10, against: 2, abstained: 1, present: 12, quorum: true })
    expect(second!.body).toEqual({ ...first!.body, present: 13 }) // those whose hands were counted were there
    expect(screen.queryByRole('button', { name: t('done.undo') })).toBeNull() // there is no count to go back to
  })

  test('that replaces another is taken back by counting the other again', async () => {
    await visit(page({ for: 5, against: 4, abstained: 1, present: 10, eligible: 20, quorum: false } as QuestionView['votes']))
    answer(`POST ${path}`, () => ({}))
    await type('vote.for', '6')
    await press('save')
    await press('done.undo')
    await says('done.undone')
    const [first, second] = sent()
    expect(first!.body).toMatchObject({ for: 6, against: 4, present: 10, eligible: 20 })
    expect(second!.body).toMatchObject({ for: 5, against: 4, present: 10, eligible: 20 })
    expect(second!.body.id).not.toBe(first!.body.id)
    await waitFor(() => expect(screen.queryByLabelText(t('vote.for'))).toBeNull())
  })

  test('shows a side for which nobody raised a hand as counted, and leaves empty what nobody said', async () => {
    await visit(page({ for: 5, against: 0, abstained: 0, present: 0, eligible: 0, quorum: true } as QuestionView['votes']))
    for (const [name, shown] of [['for', '5'], ['against', '0'], ['abstained', '0'], ['present', ''], ['eligible', '']]) {
      expect(await field(`vote.${name}`)).toHaveProperty('value', shown)
    }
  })
})
