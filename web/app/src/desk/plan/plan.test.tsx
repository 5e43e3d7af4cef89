// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DecisionView, MeasureView } from '../../core/contract/decisions.d.ts'
import { answer, field, forum, here, press, refusal, says, sent, t, type, user, visit } from '../testing.tsx'

const decisions = [{ id: 'd1', number: 4, text: { ru: 'Построить школу' } }] as unknown as DecisionView[]
const measures = `${here.decisions}/measures`
const bodies = [{ id: 'o1', names: [{ name: { ru: 'Акимат' } }] }, { id: 'o2', names: [{ name: { ru: 'Минфин' } }] }]
let measure: MeasureView | undefined

const measureForm = async () => {
  const { MeasureForm } = await import('./MeasureForm.tsx')
  return function Page() {
    const [open, setOpen] = useState(true)
    return open && <MeasureForm forum={forum} decisions={decisions} measure={measure} onDone={() => setOpen(false)} />
  }
}

beforeEach(() => {
  measure = undefined
  answer(`GET ${here.decisions}/decisions`, () => ({ items: decisions, total: 1 }))
  answer('GET /api/sessions/organisations', ({ query }) => (query.ids ? { items: bodies.filter(({ id }) => query.ids!.split(',').includes(id)) } : { items: bodies, total: 2 }))
})

describe('a measure', () => {
  test('has the deadline that its fields say, of each kind', async () => {
    await visit(measureForm)
    answer(`POST ${measures}`, () => refusal(422, 'invalid', 'Ещё нет'))
    const choose = async (key: string, value: string) => user.selectOptions(await field<HTMLSelectElement>(key), value)
    const cases: [kind: string, fill: () => Promise<unknown>, value: string][] = [
      ['quarter', async () => (await choose('deadline.quarter', '2'), type('deadline.year', '2027')), '2027-Q2'],
      ['half', async () => (await choose('deadline.half', '1'), type('deadline.year', '2028')), '2028-H1'],
      ['year', () => type('deadline.year', '2029'), '2029'],
      ['range', async () => (await type('deadline.from', '2026'), type('deadline.until', '2030')), '2026/2030'],
      ['date', () => type('measure.deadline', '2027-03-09'), '2027-03-09'],
      ['month', () => type('measure.deadline', '2027-04'), '2027-04'],
      ['recurring', async () => (await choose('measure.deadline', 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1'), type('deadline.lastDay', '2028-12-31')), 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1;UNTIL=20281231'],
      ['ongoing', async () => undefined, ''],
    ]
    for (const [i, [kind, fill]] of cases.entries()) {
      await choose('measure.deadlineKind', kind)
      await fill()
      await press('save')
      await waitFor(() => expect(sent()).toHaveLength(i + 1))
      await screen.findByText('Ещё нет')
    }
    expect(sent().map(({ body }) => body.deadline)).toEqual(cases.map(([kind, , value]) => ({ kind, value })))
  })

  test('that was refused is sent again as the same one, with all that was chosen, also after a reload', async () => {
    await visit(measureForm)
    answer(`POST ${measures}`, () => refusal(422, 'invalid', 'Исполнитель нужен'))
    await type('measure.cost', '1 250,5')
    await press('measure.addCoExecutor')
    await user.selectOptions(await screen.findByLabelText<HTMLSelectElement>(t('measure.coExecutor', { number: 1 }), { selector: 'select' }), 'Минфин')
    await user.click(await field('measure.roleConsolidates'))
    await press('save')
    await screen.findByText('Исполнитель нужен')
    await visit(measureForm)
    expect(await field('measure.roleConsolidates')).toHaveProperty('checked', true)
    await user.selectOptions(await screen.findByLabelText<HTMLSelectElement>(t('measure.lead')), 'Акимат')
    answer(`POST ${measures}`, ({ body }) => ({ ...body, version: 1 }))
    await press('save')
    await says('done.measureAdded')
    const [first, second] = sent()
    expect(second!.body).toEqual({ ...first!.body, lead_body_id: 'o1' })
    expect(second!.body).toMatchObject({ cost_kzt: 1_250_500_000, decision_id: 'd1', co_executors: [{ organisation_id: 'o2', consolidates: true, by_agreement: false }] })
    answer(`DELETE ${measures}/${second!.body.id}`, () => undefined)
    await press('done.undo')
    await says('done.undone')
    expect(sent().at(-1)!.query).toEqual({ version: '1' })
  })

  test('that is changed is sent by what was changed, and undo sends what that was before', async () => {
    measure = {
      id: 'm1', version: 5, text: { kk: 'а', ru: 'Старый' }, lead_body_id: 'o1', co_executors: [], form_of_completion: { kk: '', ru: 'Отчёт' },
      deadline: { kind: 'quarter', value: '2027-Q2' }, cost_kzt: 2_000_000, funding_source: 'local_budget',
    } as unknown as MeasureView
    await visit(measureForm)
    await type('measure.cost', '3')
    answer(`PATCH ${measures}/m1`, ({ body }) => ({ ...measure, ...body, version: body.version + 1 }))
    await press('save')
    await says('done.measureChanged')
    await press('done.undo')
    await says('done.undone')
    expect(sent().map(({ body }) => body)).toEqual([{ version: 5, cost_kzt: 3_000_000 }, { version: 6, cost_kzt: 2_000_000 }])
  })
})

describe('publishing', () => {
  const drafts = (mark: string, ...names: string[]) => ({ items: names.map((ru) => ({ id: ru, text: { ru }, lacks: ru.endsWith('!') ? ['lead_body_id'] : [] })), total: names.length, ready: names.filter((one) => !one.endsWith('!')).length, mark })
  const page = async () => {
    const { PublishForm } = await import('./PublishForm.tsx')
    return function Page() {
      const [open, setOpen] = useState(true)
      return open && <PublishForm forum={forum} onDone={() => setOpen(false)} />
    }
  }
  const publish = async (count: number) => {
    await press('plan.publish', { count })
    await says('plan.publishSure')
    await press('plan.publish', { count })
  }

  test('asks first, and takes what is ticked of the drafts that were looked at', async () => {
    answer(`GET ${here.decisions}/plan/drafts`, () => drafts('m1', 'А', 'Б', 'Неполная!'))
    answer(`POST ${here.decisions}/plan/publish`, () => ({}))
    await visit(page)
    await user.click(await screen.findByLabelText('Б'))
    await press('plan.publish', { count: 1 })
    await press('cancel')
    expect(sent()).toEqual([])
    await publish(1)
    await says('done.published', { count: 1 })
    expect(sent()[0]!.body).toMatchObject({ without: ['Б'], mark: 'm1' })
  })

  test('of drafts that a colleague has changed meanwhile is not done before they were looked at again', async () => {
    answer(`GET ${here.decisions}/plan/drafts`, () => drafts('m1', 'А', 'Б', 'В'))
    answer(`POST ${here.decisions}/plan/publish`, ({ body }) => (body.mark === 'm2' ? {} : refusal(409, 'drafts_changed')))
    await visit(page)
    for (const one of ['А', 'Б']) await user.click(await screen.findByLabelText(one))
    answer(`GET ${here.decisions}/plan/drafts`, ({ query }) => drafts('m2', ...(query.ids ? ['Б'] : ['Б', 'В', 'Г'])))
    await publish(1)
    await screen.findByText(t('plan.draftsChanged'), { exact: false })
    await waitFor(() => expect(screen.getByRole('button', { name: t('plan.publish', { count: 1 }) })).toHaveProperty('disabled', true))
    await press('plan.draftsAgain')
    await screen.findByLabelText('Г')
    await publish(2)
    await says('done.published', { count: 2 })
    expect(sent().map(({ body: { without, mark } }) => [without, mark])).toEqual([[['А', 'Б'], 'm1'], [['Б'], 'm2']])
  })
})

describe('a report', () => {
  const card = (more: Partial<MeasureView>) => async () => {
    const { MeasureCard } = await import('./MeasureCard.tsx')
    const measure = { id: 'm1', number: 3, version: 1, state: 'planned', text: { ru: 'Школа' }, co_executors: [], deadline: {}, lacks: [], reports: [], report_count: 0, reportable: [], may: ['report'], ...more } as unknown as MeasureView
    return () => <MeasureCard forum={forum} measure={measure} />
  }

  test('is asked about; one that is refused opens again with its words and is sent as the same', async () => {
    await visit(card({}))
    answer(`POST ${measures}/m1/reports`, () => refusal(422, 'invalid', 'Нужен документ'))
    await press('measure.report')
    await user.click(await field('report.done'))
    await user.type(await screen.findByLabelText(t('text.ru'), { exact: false }), 'Построили')
    const send = async () => {
      await press('save')
      await says('measure.sure.report')
      await press('save')
    }
    await send()
    await screen.findByText('Нужен документ')
    await visit(card({}))
    expect(await field('report.done')).toHaveProperty('checked', true)
    answer(`POST ${measures}/m1/reports`, () => ({}))
    await send()
    await says('done.reported', { number: 3 })
    const [first, second] = sent()
    expect(second!.body).toEqual(first!.body)
    expect(second!.body).toMatchObject({ status: 'done', text: { ru: 'Построили' } })
  })

  test('is not returned without a reason, nor without a question', async () => {
    await visit(card({ state: 'report_submitted', may: [], reports: [{ id: 'r1', state: 'submitted', status: 'done', text: {}, may: ['return'], reported_at: '2026-11-29T05:00:00Z' }] as unknown as MeasureView['reports'] }))
    answer(`POST ${here.decisions}/reports/r1/return`, () => ({}))
    await press('measure.return')
    await press('measure.return')
    await says('text.needed')
    await type('text.ru', 'Нет сметы')
    await press('measure.return')
    await says('measure.sure.return')
    expect(sent()).toEqual([])
    await press('measure.return')
    await says('done.returned', { number: 3 })
    expect(sent().map(({ body }) => body)).toEqual([{ reason: { kk: '', ru: 'Нет сметы' } }])
  })
})
