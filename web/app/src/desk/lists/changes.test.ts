import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changesOf, membersOf, rules, type Service } from './changes.ts'

test('each event changes what it spoke of and nothing else', () => {
  expect(changesOf('decisions', { ProposalMerged: { proposal_id: ['a'], absorbed_proposal_id: ['b', 'c'] } })).toEqual({ proposals: { ids: ['a', 'b', 'c'] } })
  expect(changesOf('decisions', { QuestionPut: { question_id: ['q'], proposal_id: ['a'] }, ProposalReworded: { proposal_id: ['a', 'd'] } })).toEqual({
    questions: { ids: ['q'] },
    proposals: { ids: ['a', 'd'] },
  })
  expect(changesOf('decisions', { DecisionRecorded: { decision_id: ['e'], corrects: ['d'], question_id: ['q'], proposal_id: ['a'], measure_id: ['m'] } })).toEqual({
    decisions: { ids: ['e', 'd'] },
    questions: { ids: ['q'] },
    proposals: { ids: ['a'] },
  })
  expect(changesOf('decisions', { PlanPublished: {}, SomethingOfTomorrow: { proposal_id: ['a'] } })).toEqual({})
})

test('what is only new makes lists longer and is not read', () => {
  expect(changesOf('decisions', { ProposalGathered: { proposal_id: ['a', 'b'] } })).toEqual({ proposals: { grew: true } })
  expect(changesOf('facilitation', { SuggestionCaptured: { suggestion_id: ['a'] } })).toEqual({ suggestions: { grew: true } })
})

test('when more has changed than was told, anything may be another', () => {
  const many = Array.from({ length: 200 }, (_, i) => `m${i}`)
  expect(changesOf('decisions', { MeasurePlanned: { measure_id: many } }).measures).toMatchObject({ all: true })
  expect(changesOf('decisions', { MeasurePlanned: { measure_id: many.slice(1) } }).measures?.all).toBeUndefined()
})

test('a stream is asked for the members that its rules read', () => {
  expect(membersOf('notifications')).toEqual(['notice_id'])
  for (const service of Object.keys(rules) as Service[]) expect(membersOf(service).join()).toMatch(/^[a-z_]+(,[a-z_]+)*$/)
  expect(membersOf('decisions').join().length).toBeLessThan(400)
})

/** Events that change nothing that the desk lists. */
const elsewhere = ['AccountRestricted', 'SignInEnded', 'BallotClosed', 'BallotOpened', 'GroupArranged', 'GroupDissolved', 'InstitutionDescribed', 'MarksCast', 'OrganisationRegistered', 'PlanPublished', 'SuggestionAttributed']

test('of every event that is told it is known what it changes', () => {
  const told = readdirSync(new URL('../../../../../schemas/events', import.meta.url)).flatMap((name) => /^(\w+)\.v\d+\.json$/.exec(name)?.[1] ?? [])
  const known = Object.values(rules).flatMap((of) => Object.keys(of))
  expect(told.filter((event) => !known.includes(event) && !elsewhere.includes(event))).toEqual([])
  expect(known.filter((event) => !told.includes(event))).toEqual([])
})
