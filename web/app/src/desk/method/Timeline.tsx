import type { Step } from '../../core/contract/sessions.d.ts'

/** The minutes of a plan in proportion, a colour for each kind of work. The list beside it says the same in words. */
export function Timeline({ steps }: { steps: readonly Pick<Step, 'seconds' | 'view'>[] }) {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0) || 1
  let at = 0
  return (
    <svg className="timeline" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {steps.map(({ seconds, view }, index) => {
        const x = (at / total) * 1000
        at += seconds
        return <rect key={index} className={`view-${view}`} x={x + 1.5} width={Math.max(2, (seconds / total) * 1000 - 3)} height="10" rx="2" />
      })}
    </svg>
  )
}
