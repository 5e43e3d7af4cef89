import { type Api, NoAnswer, Problem } from '../../core/api.ts'
import type { Store } from './db.ts'
import { type Load, Pace, type PaceOptions } from './pace.ts'
import { fileReceipts, takeIn, type Receipt, type Told } from './receive.ts'
import { asTyped, wordingOf } from './tags.ts'
import type { Job, Line, Wording } from './types.ts'

const batchSize = 50

export interface OutboxOptions extends PaceOptions {
  store: Store
  api: Api
}

/**
 * Carries the jobs of this tablet to the server, in order, until each has its answer. A job leaves the queue only when
 * the server has said what became of it; any number of repetitions is harmless, because every line and every edit
 * carries an identifier made on the tablet. One outbox runs per browser profile (see leader.ts).
 */
export class Outbox implements Load {
  private readonly store: Store
  private readonly api: Api
  private readonly pace: Pace

  constructor({ store, api, ...pace }: OutboxOptions) {
    this.store = store
    this.api = api
    this.pace = new Pace(pace)
  }

  retryNow(): void {
    this.pace.retryNow()
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.nothingUnderWay()
    await this.pace.run(this, () => this.store.jobs.where('state').equals('waiting').count(), signal)
  }

  flush(signal?: AbortSignal): Promise<number> {
    return this.pace.flush(this, signal)
  }

  async forums(): Promise<Iterable<string>> {
    return new Set((await this.waiting()).map((job) => job.forum_id))
  }

  private waiting(): Promise<Job[]> {
    return this.store.jobs.where('state').equals('waiting').sortBy('seq')
  }

  /** One request of one forum's queue. Lines go before edits: a new line must never wait behind a disputed wording. */
  async step(forum: string): Promise<boolean> {
    const jobs = (await this.waiting()).filter((job) => job.forum_id === forum)
    const captures = jobs.filter((job) => job.kind === 'capture').slice(0, batchSize)
    const todo = captures.length ? captures : jobs.slice(0, 1)
    if (!todo.length) return false
    try {
      if (captures.length) await this.sendLines(forum, captures)
      else await this.sendEdit(todo[0]!)
      this.pace.went(forum)
    } catch (error) {
      await this.nothingUnderWay()
      this.pace.putOff(forum, error)
    }
    return true
  }

  private async sendLines(forum: string, jobs: Job[]): Promise<void> {
    const lines = await this.markAttempted(jobs)
    try {
      await this.post(forum, lines)
    } catch (error) {
      if (!refusesContent(error)) throw error
      // Somewhere in the batch is a line that the server will never take. The others must not suffer for it.
      for (const line of lines) await this.postAlone(forum, line)
    }
  }

  private async post(forum: string, lines: Line[]): Promise<void> {
    const path = `/api/facilitation/forums/${forum}/suggestions`
    const { receipts } = await this.api.post<{ receipts: Receipt[] }>(path, { suggestions: lines.map(asSent) })
    const answered = new Set(receipts.map((receipt) => receipt.id))
    await fileReceipts(this.store, receipts)
    if (!lines.every((line) => answered.has(line.id))) throw new NoAnswer('the server left lines out of its answer')
  }

  private async postAlone(forum: string, line: Line): Promise<void> {
    try {
      await this.post(forum, [line])
    } catch (error) {
      if (!refusesContent(error)) throw error
      await fileReceipts(this.store, [{ id: line.id, outcome: 'refused', problem: { code: error.code, detail: saidBy(error) } }])
    }
  }

  /** From here on a line may be on the server even if no answer ever comes; undo and edit know it by `attempts`. */
  private markAttempted(jobs: Job[]): Promise<Line[]> {
    return this.store.atomically(async () => {
      const lines: Line[] = []
      for (const job of jobs) {
        const line = await this.store.line(job.line_id)
        await this.store.jobs.update(job.seq!, { attempts: job.attempts + 1 })
        if (!line) continue
        if (job.kind === 'capture' && line.state !== 'sent') await this.store.lines.update(line.pos!, { state: 'sent' })
        lines.push(line)
      }
      return lines
    })
  }

  private async sendEdit(job: Job): Promise<void> {
    const [line] = await this.markAttempted([job])
    if (!line) return void (await this.store.jobs.delete(job.seq!))
    const path = `/api/facilitation/forums/${job.forum_id}/suggestions/${job.line_id}`
    try {
      if (job.kind === 'reword') {
        const { edit_id, text, language, tags, base_version } = job
        await this.done(job, await this.api.post<Told>(`${path}/reword`, { edit_id, text, language, tags, base_version, device_id: line.device_id || undefined }))
      } else {
        await this.done(job, await this.api.post<Told | undefined>(`${path}/${job.kind}`))
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 409) await this.disagreement(job, line, error)
      else if (refusesContent(error) || refusesDeed(error)) await this.park(job, line, error)
      else throw error
    }
  }

  private async done(job: Job, told: Told | undefined): Promise<void> {
    await this.store.atomically(async () => {
      await this.store.jobs.delete(job.seq!)
      if (!told) return
      // Later edits of ours were typed over this one, so they now stand on the version that it became. If somebody
      // else has worded it since, the text differs and the server must be asked with the old version.
      const ours = job.kind === 'reword' && asTyped(told) === asTyped(job)
      await this.rebase(job.line_id, told.version, ours ? undefined : asTyped(told))
      await takeIn(this.store, [told])
    })
  }

  /** `seen`: only the edits whose writer saw these words. */
  private async rebase(lineId: string, version: number, seen?: string): Promise<void> {
    await this.store.jobs
      .where('line_id')
      .equals(lineId)
      .modify((job) => {
        if (job.kind === 'reword' && (seen === undefined || job.seen_text === seen)) job.base_version = version
      })
  }

  /** 409: the line is no longer what we thought. Only another wording needs a person; the rest settles itself. */
  private async disagreement(job: Job, line: Line, problem: Problem): Promise<void> {
    const newer = problem.extra.newer as (Wording & { version: number }) | undefined
    if (job.kind === 'reword' && !newer) return this.park(job, line, problem) // withdrawn by somebody: the words are kept here
    if (job.kind !== 'reword' || !newer) {
      const told = await this.api.get<Told>(`/api/facilitation/forums/${job.forum_id}/suggestions/${job.line_id}`)
      return this.done(job, told)
    }
    if (asTyped(newer) === job.seen_text) return this.rebase(job.line_id, newer.version) // withdrawn, parked or restored meanwhile: the wording is as it was seen
    await this.store.atomically(async () => {
      const edits = (await this.store.jobsOf(line.id)).filter((other) => other.kind === 'reword')
      await this.store.jobs.bulkDelete(edits.map(({ seq }) => seq!))
      const ours = wordingOf(edits.at(-1) ?? job) // the list may show another one: a copy can bring an edit of an older version
      if (asTyped(ours) !== asTyped(newer)) await this.store.lines.update(line.pos!, { ...ours, newer: { ...wordingOf(newer), version: newer.version } })
    })
  }

  private async park(job: Job, line: Line, { code, detail }: Problem): Promise<void> {
    await this.store.atomically(async () => {
      await this.store.jobs.update(job.seq!, { state: 'parked' })
      await this.store.lines.update(line.pos!, { state: 'stuck', problem: { code, detail } })
    })
  }

  /** "sent" is shown only while an answer may still come. What the server may have stored is known by `attempts`. */
  private async nothingUnderWay(): Promise<void> {
    const tried = (await this.waiting()).filter((job) => job.kind === 'capture' && job.attempts > 0) // and not the whole list, which may be long
    await this.store.lines
      .where('id')
      .anyOf(tried.map((job) => job.line_id))
      .filter((line) => line.state === 'sent')
      .modify({ state: 'saved' })
  }
}

/** Why, in the server's words: of the fields if it named any. */
export function saidBy({ errors, detail }: Problem): string {
  return errors.map((field) => field.detail).filter(Boolean).join(' ') || detail
}

/** The content itself is at fault; sending it again cannot help. */
export function refusesContent(error: unknown): error is Problem {
  return error instanceof Problem && [400, 413, 422].includes(error.status)
}

/** This one deed is not for this tablet to do, or its line is not there; lines and other edits go on. */
export function refusesDeed(error: unknown): error is Problem {
  return error instanceof Problem && [403, 404].includes(error.status) && error.code !== 'device_revoked'
}

function asSent(line: Line) {
  return {
    id: line.id,
    session_id: line.session_id,
    round_id: line.round_id || undefined,
    theme_id: line.theme_id,
    text: line.said.text,
    language: line.said.language,
    tags: line.said.tags?.length ? line.said.tags : undefined,
    author_id: line.author_id || undefined,
    device_id: line.device_id,
    device_counter: line.device_counter,
    typed_at: line.said.at,
    kind: 'idea',
  }
}
