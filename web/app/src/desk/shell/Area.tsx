import { type ComponentProps, useState } from 'react'
import { LimitedArea, LimitedInput } from '../../ui/Limited.tsx'

/** A field of several lines with a limit. It starts with `value` and holds what is typed. */
export function Area({ value, className = 'field', ...props }: Omit<ComponentProps<typeof LimitedArea>, 'onChange'>) {
  const [text, setText] = useState(value)
  return <LimitedArea {...props} className={className} value={text} onChange={(event) => setText(event.target.value)} />
}

/** The same of one line. */
export function Line({ value, className = 'field', ...props }: Omit<ComponentProps<typeof LimitedInput>, 'onChange'>) {
  const [text, setText] = useState(value)
  return <LimitedInput {...props} className={className} value={text} onChange={(event) => setText(event.target.value)} />
}
