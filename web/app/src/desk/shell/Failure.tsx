import { NoAnswer, Problem } from '../../core/api.ts'
import { useSpeech } from '../../ui/language.tsx'

/** What went wrong, in the server's own words where it has some. Nothing while there is no error. */
export function Failure({ error }: { error: unknown }) {
  const { t } = useSpeech()
  if (!error) return null
  const problem = error instanceof Problem ? error : undefined
  return (
    <div className="failure" role="alert">
      <p>{problem?.detail || (error instanceof NoAnswer ? t('failure.noAnswer') : t('failure.unknown'))}</p>
      {problem && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ pointer, field, detail }) => (
            <li key={`${pointer}${detail}`}>
              {field && <strong>{field}:</strong>} {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
