import type { paths as DecisionsPaths } from './contract/decisions.d.ts'
import type { paths as FacilitationPaths } from './contract/facilitation.d.ts'
import type { paths as NotificationsPaths } from './contract/notifications.d.ts'
import type { paths as SessionsPaths } from './contract/sessions.d.ts'
import type { Api, Request } from './api.ts'

/**
 * The network with the compiler's knowledge of the OpenAPI documents: which routes there are, what each is sent and what it
 * answers. All of it is types, generated in contract/ by `make generate`; what runs is the client of api.ts.
 *
 * Paths are written as templates, `/api/sessions/forums/${forum}/themes`, and found among the routes by their shape. A
 * path that is kept in a variable first keeps its shape with `as const`.
 */
export interface TypedApi extends Pick<Api, 'response'> {
  get<const P extends string>(path: P & Known<P, 'get'>, query?: QueryOf<P, 'get'>): Promise<AnswerOf<P, 'get'>>
  post<const P extends string>(path: P & Known<P, 'post'>, ...rest: Sent<P, 'post'>): Promise<AnswerOf<P, 'post'>>
  put<const P extends string>(path: P & Known<P, 'put'>, ...rest: Sent<P, 'put'>): Promise<AnswerOf<P, 'put'>>
  patch<const P extends string>(path: P & Known<P, 'patch'>, ...rest: Sent<P, 'patch'>): Promise<AnswerOf<P, 'patch'>>
  delete<const P extends string>(path: P & Known<P, 'delete'>, query?: QueryOf<P, 'delete'>): Promise<AnswerOf<P, 'delete'>>
  /** Any path, for what is told what to read, such as lists; the answer's headers come with it. */
  call: Api['call']
}

type House = SessionsPaths & FacilitationPaths & DecisionsPaths & NotificationsPaths
type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** A path with its parameters blotted out, the same of a route `/a/{b}/c` and of a template `/a/${string}/c`. */
type Shape<P extends string> = P extends `${infer Head}/${infer Rest}` ? `${Blot<Head>}/${Shape<Rest>}` : Blot<P>
type Blot<S extends string> = string extends S ? '*' : S extends `{${string}}` ? '*' : S

type Routes = { [P in keyof House & string as Shape<P>]: House[P] }
type Operation<P extends string, V extends Verb> = Shape<P> extends keyof Routes ? NonNullable<Routes[Shape<P>][V]> : never

/** Nothing to add to a path that the verb has a route for; of another the compiler shows its shape. */
export type Known<P extends string, V extends Verb> = [Operation<P, V>] extends [never] ? `no route: ${V} ${Shape<P>}` : unknown

type AnswerOf<P extends string, V extends Verb> = Operation<P, V> extends { responses: infer R } ? Body<R[keyof R & (200 | 201)]> : undefined
type Body<R> = R extends { content: { 'application/json': infer B } } ? B : undefined

/** In an address lists are joined by commas, and switches written out. */
export type QueryOf<P extends string, V extends Verb> =
  Operation<P, V> extends { parameters: { query?: infer Q } } ? { readonly [N in keyof Q]: Written<Q[N]> } : never
type Written<T> = NonNullable<T> extends readonly unknown[] ? string | undefined : NonNullable<T> extends boolean ? `${NonNullable<T>}` | undefined : T

/** What a write is sent: the body that the route asks for, a form with a file, or none. */
type Sent<P extends string, V extends Verb> =
  Operation<P, V> extends { requestBody: { content: infer C } } ? [body: SentBody<C>, request?: More<P, V>]
  : [body?: Operation<P, V> extends { requestBody?: { content: infer C } } ? SentBody<C> : undefined, request?: More<P, V>]
type SentBody<C> = C extends { 'application/json': infer B } ? Given<B> : FormData
/** What is sent is only read. */
type Given<T> = T extends readonly (infer E)[] ? readonly Given<E>[] : T extends object ? { readonly [N in keyof T]: Given<T[N]> } : T
type More<P extends string, V extends Verb> = Omit<Request, 'method' | 'body' | 'query'> & { query?: QueryOf<P, V> }

/** Of a list's route: what is listed. */
export type ItemOf<P extends string> = AnswerOf<P, 'get'> extends { items: (infer T)[] } ? T : never
