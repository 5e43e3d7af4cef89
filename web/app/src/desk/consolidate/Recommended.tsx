import type { ProposalView, RecommendationView } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { BothTexts } from '../shell/BothTexts.tsx'

/** Where a proposal comes from: a group that recommends it, or a line that a session has left to the secretariat. */
export function Sources({ proposal: { recommendation, suggestions } }: { proposal: ProposalView }) {
  const { t, language } = useSpeech()
  const offered = suggestions.some(({ offered_to }) => offered_to === 'secretariat')
  if (!recommendation && !offered) return null
  return (
    <p>
      {recommendation && (
        <span className={recommendation.dropped ? 'pill' : 'pill accent'}>
          {t(recommendation.dropped ? 'recommended.dropped' : 'recommended.by', { who: whose(recommendation, language, t) })}
        </span>
      )}
      {offered && <span className="pill accent">{t('recommended.offered')}</span>}
    </p>
  )
}

const whose = ({ session }: RecommendationView, language: Parameters<typeof read>[1], t: ReturnType<typeof useSpeech>['t']) =>
  session.yurt > 0 ? t('programme.yurt', { yurt: session.yurt }) : read(session.title, language)

/** What the group said besides the words: who, until when; and its correction, beside what it had said before. */
export function GroupSays({ recommendation }: { recommendation: RecommendationView }) {
  const { t } = useSpeech()
  const { who, until, corrected, dropped, before, text, edition } = recommendation
  return (
    <>
      {!corrected && <p><strong>{who}</strong> · <bdi>{until}</bdi></p>}
      {corrected && (
        <div className="note" role="note">
          <p>{t(dropped ? 'recommended.droppedLater' : 'recommended.corrected', { edition })}</p>
          {!dropped && (
            <>
              <p className="soft">{t('recommended.now')}</p>
              <BothTexts text={text} />
              <p><strong>{who}</strong> · <bdi>{until}</bdi></p>
            </>
          )}
          {before && (
            <>
              <p className="soft">{t('recommended.before')}</p>
              <BothTexts text={before.text} />
              <p><strong>{before.who}</strong> · <bdi>{before.until}</bdi></p>
            </>
          )}
        </div>
      )}
    </>
  )
}
