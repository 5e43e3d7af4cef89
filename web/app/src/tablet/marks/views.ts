/** The ways to weigh suggestions, in the order in which they are offered. Which screen each has is in MarksScreen.tsx. */
export const views = ['dots', 'ranks', 'matrix', 'agreement'] as const

export type MarkView = (typeof views)[number]
