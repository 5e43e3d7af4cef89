import { api } from '../staff.ts'
import type { Act as SessionsEntry } from '../../core/contract/sessions.d.ts'

export const services = ['sessions', 'facilitation', 'decisions', 'notifications'] as const
export type Service = (typeof services)[number]
export interface Entry extends SessionsEntry {
  service: Service
}
export interface Filter {
  service?: string
  by?: string
  forum?: string
  noun?: string
  act?: string
  outcome?: string
  from?: string
  to?: string
}

const routes = { sessions: '/api/sessions/audit', facilitation: '/api/facilitation/audit', decisions: '/api/decisions/audit', notifications: '/api/notifications/audit' } as const

interface Source {
  service: Service
  waiting: Entry[]
  after: string | undefined // undefined: read to its end
}

/**
 * The audits of the four services as one, the newest first. Each is read in pieces of its own; what has been read is put
 * together by time, and as far as every service has been read.
 */
export class Trail {
  private readonly sources: Source[]
  constructor(private readonly filter: Filter, private readonly size = 50) {
    this.sources = services.filter((one) => !filter.service || one === filter.service).map((service) => ({ service, waiting: [], after: '' }))
  }

  /** The next entries; none: that was all. */
  async next(): Promise<Entry[]> {
    const { service: _, ...query } = this.filter
    await Promise.all(
      this.sources.map(async (source) => {
        if (source.waiting.length || source.after === undefined) return
        const { items, next } = await api.get(routes[source.service], { ...query, after: source.after, limit: this.size } as never) as { items: SessionsEntry[]; next: string }
        source.waiting = items.map((entry) => ({ ...entry, service: source.service }))
        source.after = next || undefined
      }),
    )
    const piece: Entry[] = []
    // A service that has nothing left here may hold something newer than what the others have.
    while (this.sources.every(({ waiting, after }) => waiting.length || after === undefined)) {
      const newest = this.sources.filter(({ waiting }) => waiting.length).toSorted((a, b) => b.waiting[0]!.at.localeCompare(a.waiting[0]!.at))[0]
      if (!newest || piece.length >= this.size) break
      piece.push(newest.waiting.shift()!)
    }
    return piece
  }

  get ended(): boolean {
    return this.sources.every(({ waiting, after }) => !waiting.length && after === undefined)
  }
}

/** A cell of a table that a spreadsheet opens: nothing in it is taken for a formula. */
export const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

export const csv = (rows: readonly (readonly string[])[]): string => `\uFEFF${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
