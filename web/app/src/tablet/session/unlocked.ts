const key = 'shanyraq.unlocked'

/** Unlocked once, the app stays so until it is closed: a reload in the middle of a session does not ask again. */
export const isUnlocked = (): boolean => sessionStorage.getItem(key) !== null

export const keepUnlocked = (): void => sessionStorage.setItem(key, '1')
