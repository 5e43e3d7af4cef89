import type { Language } from './i18n.ts'

/** What the server refused, in its own words (RFC 9457). `extra` holds members such as `newer`. */
export class Problem extends Error {
  override name = 'Problem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly extra: Readonly<Record<string, unknown>> = {},
    readonly retryAfterMs?: number,
  ) {
    super(detail || code)
  }
}
export interface FieldError {
  pointer?: string
  field?: string // what the reader calls it
  code?: string
  detail?: string
}

/** No answer came: no network, a timeout, a broken connection. The request may or may not have been carried out. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  query?: Readonly<Record<string, string | number | undefined>>
  signal?: AbortSignal
  timeoutMs?: number
  headers?: Readonly<Record<string, string>>
}

export interface ApiOptions {
  /** Where the services are; the page's own origin unless a test says otherwise. */
  origin?: string
  language: () => Language
  token?: (path: string) => string | undefined | Promise<string | undefined>
  /** Called once after a 401; true means that `token` now gives a newer one and the request is worth repeating. */
  renew?: (path: string) => Promise<boolean>
  fetch?: typeof fetch
}

export interface Answer<T> {
  body: T
  headers: Headers
}

export type Api = ReturnType<typeof createApi>

export function createApi({ origin = '', language, token, renew, fetch: send = (...args) => fetch(...args) }: ApiOptions) {
  async function once(path: string, { method = 'GET', body, query, signal, timeoutMs = 20_000, headers }: Request): Promise<Response> {
    const bearer = await token?.(path)
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      return await send(origin + path + search(query), {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: {
          'Accept-Language': language(),
          ...(bearer && { Authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && !(body instanceof Blob || body instanceof FormData) && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || body instanceof Blob || body instanceof FormData ? body : JSON.stringify(body),
      })
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new NoAnswer(`no answer from ${path}`, { cause })
    }
  }

  /** The raw response, already known to be 2xx; for streams and files. */
  async function response(path: string, request: Request = {}): Promise<Response> {
    let res = await once(path, request)
    if (res.status === 401 && (await renew?.(path))) res = await once(path, request)
    if (!res.ok) throw await problemOf(res)
    return res
  }

  async function call<T>(path: string, request: Request = {}): Promise<Answer<T>> {
    const res = await response(path, request)
    try {
      const text = await res.text()
      return { body: (text ? JSON.parse(text) : undefined) as T, headers: res.headers }
    } catch (cause) {
      throw new NoAnswer(`answer from ${path} was cut off`, { cause })
    }
  }

  return {
    response,
    call,
    get: async <T>(path: string, query?: Request['query']) => (await call<T>(path, { query })).body,
    post: async <T>(path: string, body: unknown = {}, more?: Request) => (await call<T>(path, { ...more, method: 'POST', body })).body,
    put: async <T>(path: string, body?: unknown, more?: Request) => (await call<T>(path, { ...more, method: 'PUT', body })).body,
    patch: async <T>(path: string, body?: unknown, more?: Request) => (await call<T>(path, { ...more, method: 'PATCH', body })).body,
    delete: async <T>(path: string, query?: Request['query']) => (await call<T>(path, { method: 'DELETE', query })).body,
  }
}

function search(query: Request['query'] = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') params.set(name, String(value))
  return params.size ? `?${params}` : ''
}

async function problemOf(res: Response): Promise<Problem> {
  const known = (res.headers.get('Content-Type') ?? '').includes('problem+json')
  const body = known ? ((await res.json().catch(() => ({}))) as Record<string, unknown>) : {}
  const seconds = Number(res.headers.get('Retry-After'))
  return new Problem(
    res.status,
    typeof body.code === 'string' ? body.code : `http_${res.status}`,
    typeof body.detail === 'string' ? body.detail : typeof body.title === 'string' ? body.title : '',
    Array.isArray(body.errors) ? body.errors : [],
    body,
    seconds > 0 ? seconds * 1000 : undefined,
  )
}
