/** Browsers lend a camera to pages of a secure origin only. */
export const hasCamera = 'mediaDevices' in navigator
