const key = 'shanyraq.opened'

/** When the app was opened, in milliseconds. A reload is no opening: what was typed before it is still in the mind. */
export const openedAt: number = (() => {
  const now = Date.now()
  try {
    const kept = Number(sessionStorage.getItem(key))
    if (kept) return kept
    sessionStorage.setItem(key, String(now))
  } catch {
    // then this page counts
  }
  return now
})()
