import type { Told } from './receive.ts'

type Body = Record<string, unknown>
type Fault = (request: { path: string; body: Body }) => 'lose the answer' | 'no network' | number | undefined

/** The contract's server in memory, for tests of the queue. Faults can be put in before or after it has committed. */
export class FakeServer {
  readonly suggestions = new Map<string, Told & { original_text: string }>()
  readonly edits = new Set<string>()
  requests: { path: string; body: Body; token: string | null }[] = []
  fault: Fault = () => undefined
  token = 'token-1'
  refuse = (_text: string) => false
  /** Lines that the answer says nothing of. */
  leaveOut = (_text: string) => false

  readonly fetch = (async (url: string, init: RequestInit) => {
    const path = new URL(url, 'http://tablet.test').pathname
    const body = init.body ? (JSON.parse(String(init.body)) as Body) : {}
    const token = new Headers(init.headers).get('Authorization')
    this.requests.push({ path, body, token })
    const fault = this.fault({ path, body })
    if (fault === 'no network') throw new TypeError('Failed to fetch')
    if (typeof fault === 'number') return problem(fault, `http_${fault}`)
    const answer = path.endsWith('/token') ? this.renew() : token === `Bearer ${this.token}` ? this.answer(path, body) : problem(401, 'token_expired')
    if (fault === 'lose the answer') throw new TypeError('connection reset')
    return answer
  }) as typeof fetch

  /** Texts in the order in which the server numbered them. */
  get texts(): string[] {
    return [...this.suggestions.values()].map((suggestion) => suggestion.text)
  }

  private renew(): Response {
    return Response.json({ access_token: this.token })
  }

  private answer(path: string, body: Body): Response {
    const [, id = '', verb] = /suggestions(?:\/([^/]+)(?:\/(\w+))?)?$/.exec(path) ?? []
    if (!id) return this.store(body.suggestions as Told[])
    const suggestion = this.suggestions.get(id)
    if (!suggestion) return problem(404, 'not_found')
    if (verb === 'reword') return this.reword(suggestion, body as unknown as Edit)
    if (verb) this.stand(suggestion, verb === 'withdraw' ? 'withdrawn' : 'received')
    return Response.json(suggestion)
  }

  private store(batch: Told[]): Response {
    if (batch.some(({ text }) => this.refuse(text))) return problem(422, 'text_too_long')
    const receipts = batch.map((sent) => {
      const known = this.suggestions.get(sent.id)
      if (known && known.original_text !== sent.text) return { id: sent.id, outcome: 'conflict' }
      const number = known?.number ?? this.suggestions.size + 1
      const stored = known ?? { ...sent, number, receipt: `R-${number}`, received_at: '2026-06-01T10:00:00Z', original_text: sent.text, version: 1, state: 'received' as const }
      this.suggestions.set(sent.id, stored)
      return { id: sent.id, outcome: known ? 'already_stored' : 'stored', number, receipt: stored.receipt, received_at: stored.received_at }
    })
    return Response.json({ receipts: receipts.filter((_, i) => !this.leaveOut(batch[i]!.text)) })
  }

  reword(suggestion: Told, { edit_id, text, language, tags, base_version }: Edit): Response {
    if (this.edits.has(edit_id)) return Response.json(suggestion)
    if (suggestion.state === 'withdrawn') return problem(409, 'suggestion_withdrawn')
    if (base_version !== suggestion.version) return problem(409, 'newer_wording', { newer: { ...suggestion } })
    this.edits.add(edit_id)
    Object.assign(suggestion, { text, language, tags: tags ?? suggestion.tags, version: suggestion.version + 1 })
    return Response.json(suggestion)
  }

  stand(suggestion: Told, state: Told['state']): void {
    if (suggestion.state !== state) Object.assign(suggestion, { state, version: suggestion.version + 1 })
  }
}

interface Edit {
  edit_id: string
  text: string
  language: Told['language']
  tags?: string[]
  base_version: number
}

function problem(status: number, code: string, extra: Body = {}): Response {
  return new Response(JSON.stringify({ status, code, detail: code, ...extra }), { status, headers: { 'Content-Type': 'application/problem+json' } })
}
