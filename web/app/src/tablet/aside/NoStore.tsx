import { Suspense, useEffect } from 'react'
import type { Store } from '../store/db.ts'
import type { Held } from '../lines/unwritten.ts'
import '../plain.css'
import { useAside } from './words.ts'

interface Props {
  store: Store
  again: () => Promise<void>
}

/** The database cannot even be opened: the disk is full, or the window is private. Tried again by itself; what was held is shown. */
export function NoStore(props: Props) {
  return <Suspense>{<Closed {...props} />}</Suspense>
}

function Closed({ store, again }: Props) {
  const { t } = useAside()
  useEffect(() => {
    const timer = setInterval(() => void again(), 5000)
    return () => clearInterval(timer)
  }, [again])
  const held = store.spare.keys('line.').map((key) => store.spare.get<Held>(key)!)
  return (
    <main className="plain">
      <h1>{t('noStore.title')}</h1>
      <p role="alert">{t('noStore.hint')}</p>
      <button className="button primary" onClick={() => void again()}>
        {t('noStore.again')}
      </button>
      {held.length > 0 && (
        <>
          <h2>{t('noStore.held', { count: held.length })}</h2>
          <ol>
            {held.map(({ id, wording }) => (
              <li key={id} lang={wording.language}>
                {wording.text}
              </li>
            ))}
          </ol>
        </>
      )}
    </main>
  )
}
