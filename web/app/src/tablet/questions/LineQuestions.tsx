import type { Clarification } from './types.ts'
import { Question } from './Question.tsx'
import '../aside/aside.css'

/** The questions about one line, under it. */
export default function LineQuestions({ asked }: { asked: readonly Clarification[] }) {
  return asked.map((one) => <Question key={one.id} asked={one} />)
}
