import { lazy, Suspense } from 'react'
import { isPlain, type Where } from './isPlain.ts'

const Warning = lazy(() => import('./PlainWarning.tsx'))

/** A browser keeps an application for times without a network only where it trusts the address: said before anybody types. */
export function PlainAddress({ where, link }: { where: Where; link?: string }) {
  const plain = link ? isPlain(link) : window.isSecureContext === false
  return plain && <Suspense>{<Warning where={where} />}</Suspense>
}
