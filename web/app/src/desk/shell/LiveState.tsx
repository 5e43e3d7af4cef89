import { useSpeech } from '../../ui/language.tsx'

/** Whether what is on screen follows what happens. */
export function LiveState({ open }: { open: boolean }) {
  const { t } = useSpeech()
  return <span className={open ? 'pill live' : 'pill'} role="status">{t(open ? 'live.open' : 'live.closed')}</span>
}
