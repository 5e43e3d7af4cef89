import { type ComponentProps, lazy, type RefObject, Suspense, useEffect, useId, useRef } from 'react'
import { excessOf } from '../core/length.ts'

const Excess = lazy(() => import('./Excess.tsx'))

interface Limit {
  value: string
  /** How many signs the server takes. */
  limit: number
  /** What the server counts, when that is not the whole value. */
  counted?: string
}

/**
 * Fields whose text has a limit. They take whatever is typed or pasted and cut nothing; what is too much is shown below, and
 * the form cannot be sent until a person has shortened it: the browser refuses a form that it checks, others ask `excessOf`.
 */
export function LimitedArea({ limit, counted, ref, ...props }: Limit & Omit<ComponentProps<'textarea'>, 'value' | 'ref' | 'maxLength'> & { ref?: RefObject<HTMLTextAreaElement | null> }) {
  const own = useRef<HTMLTextAreaElement>(null)
  const field = ref ?? own
  const { told, excess } = useLimit(field, { value: props.value, limit, counted }, props)
  return (
    <>
      <textarea {...props} {...told} ref={field} />
      {excess}
    </>
  )
}

export function LimitedInput({ limit, counted, ref, ...props }: Limit & Omit<ComponentProps<'input'>, 'value' | 'ref' | 'maxLength'> & { ref?: RefObject<HTMLInputElement | null> }) {
  const own = useRef<HTMLInputElement>(null)
  const field = ref ?? own
  const { told, excess } = useLimit(field, { value: props.value, limit, counted }, props)
  return (
    <>
      <input {...props} {...told} ref={field} />
      {excess}
    </>
  )
}

type Described = Pick<ComponentProps<'input'>, 'aria-invalid' | 'aria-describedby'>

function useLimit(field: RefObject<HTMLTextAreaElement | HTMLInputElement | null>, { value, limit, counted = value }: Limit, given: Described) {
  const id = useId()
  const over = excessOf(counted, limit) > 0
  useEffect(() => field.current?.setCustomValidity(over ? '!' : ''), [field, over]) // the words come with what shows it
  const told: Described = over ? { 'aria-invalid': true, 'aria-describedby': [given['aria-describedby'], id].filter(Boolean).join(' ') } : {}
  return { told, excess: over && <Suspense>{<Excess id={id} field={field} text={counted} limit={limit} />}</Suspense> }
}
