import { useSpeech } from '../../ui/language.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Changes } from './Changes.tsx'
import { MailTrouble } from './MailTrouble.tsx'
import { groups, useSettings } from './settings.ts'
import { SettingsForm } from './SettingsForm.tsx'
import { TestLetter } from './TestLetter.tsx'
import './settings.css'

/** What an organiser of all forums decides of the installation, over all services. */
export default function Settings() {
  const { t } = useSpeech()
  const settings = useSettings()
  return (
    <div className="settings stack">
        <PageTitle>{t('settings.title')}</PageTitle>
        <Listing query={settings} empty={t('settings.none')}>
          {(items) => (
            <>
              {groups.map((group) => {
                const own = items.filter((one) => one.group === group)
                return own.length > 0 && (
                  <section key={group} aria-labelledby={`group-${group}`}>
                    <h2 id={`group-${group}`}>{t(`settings.group.${group}`)}</h2>
                    <SettingsForm settings={own} />
                    {group === 'mail' && <MailTrouble />}
                    {group === 'mail' && <TestLetter />}
                  </section>
                )
              })}
              <Changes settings={items} zone={items.find(({ key }) => key === 'institution.time_zone')?.value as string | undefined} />
            </>
          )}
        </Listing>
    </div>
  )
}
