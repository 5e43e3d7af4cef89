import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { useSettings } from '../settings/settings.ts'
import { TestLetter } from '../settings/TestLetter.tsx'
import { useInstitution } from '../shell/institution.ts'
import { Listing } from '../shell/Listing.tsx'
import '../settings/settings.css'

const steps = ['institution', 'mail'] as const

/**
 * What the first organiser says of the installation. Each step is saved with its button, and each can be left for later:
 * whoever is interrupted opens the page again and finds what was saved; the settings page has all of it, too.
 */
export function Rest() {
  const { t } = useSpeech()
  const navigate = useNavigate()
  const settings = useSettings()
  const [step, go] = useState(0)
  const address = useInstitution()?.address
  const next = () => (step + 1 < steps.length ? go(step + 1) : void navigate({ to: '/' }))
  const group = steps[step]!
  return (
    <>
      <p className="soft">{t('setup.step', { step: step + 1, of: steps.length })}</p>
      <Listing query={settings} empty={t('settings.none')}>
        {(items) => (
          <section key={group} aria-labelledby="step">
            <h2 id="step">{t(`settings.group.${group}`)}</h2>
            {group === 'mail' && <p className="soft">{t('setup.mailLater')}</p>}
            <SettingsForm settings={items.filter((one) => one.group === group)} save={t(group === 'mail' ? 'settings.saveMail' : 'setup.next')} always={group !== 'mail'} onSaved={group === 'mail' ? undefined : next} />
            {group === 'mail' && items.some(({ key, value }) => key === 'mail.host' && value) && <TestLetter />}
          </section>
        )}
      </Listing>
      <div className="actions">
        {step > 0 && <button className="button" type="button" onClick={() => go(step - 1)}>{t('setup.back')}</button>}
        {group === 'mail' && <Link className="button primary" to="/">{t('setup.finish')}</Link>}
      </div>
      {address && <p className="soft small">{t('setup.address', { address })}</p>}
    </>
  )
}
