/** Nothing more fits on the tablet. */
export function isFull(error: unknown): boolean {
  const { name, inner } = error as { name?: string; inner?: unknown } // Dexie wraps the browser's own
  return name === 'QuotaExceededError' || (inner !== undefined && isFull(inner))
}
