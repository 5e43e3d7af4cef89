// What is done on a page before its picture, and what runs in the page before the application does.

export const flipchart = async (page) => {
  const bytes = await page.screenshot()
  for (const name of ['1.png', '2.png']) await page.setInputFiles('.photos input[multiple]', { name, mimeType: 'image/png', buffer: bytes })
  await page.locator('.photos li img').nth(1).waitFor()
}
export const unsaved = async (page) => {
  await page.setInputFiles('.photos input[multiple]', { name: '1.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await page.waitForSelector('.photos [role=alert]:not(:empty)')
}
export const newVersion = () => {
  const worker = { controller: {}, addEventListener() {}, register: async () => ({ waiting: {}, addEventListener() {}, update: async () => {} }) }
  Object.defineProperty(navigator, 'serviceWorker', { value: worker })
}
export const choosing = async (page) => {
  await page.click('.speaker-button')
  await page.waitForSelector('.speaker')
}
/** The n-th of those who sit here (from 0) speaks now. */
export const spoken = async (page, n) => {
  await choosing(page)
  await page.locator('.speaker li > button:first-child').nth(n).click()
  await page.waitForSelector('.author[data-chosen=true]')
}
export const scanning = async (page) => {
  await choosing(page)
  await page.click('.speaker .choices [aria-expanded]')
}
/** Runs in the page: a camera that sees this code, '' for none; null when the browser does not give it. */
export const camera = (sees) => {
  globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => ['qr_code']
    detect = async () => (sees ? [{ rawValue: sees }] : [])
  }
  const picture = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
  const ink = picture.getContext('2d')
  setInterval(() => ink.fillRect(0, 0, 320, 240), 50) // a stream without frames never begins to play
  const getUserMedia = async () => {
    if (sees === null) throw new DOMException('', 'NotAllowedError')
    return picture.captureStream()
  }
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia } })
}
/** Runs in the page: a browser that hears these words, or says why it cannot. */
export const ear = ({ words, error }) => {
  globalThis.SpeechRecognition = class {
    start() {
      if (error) return queueMicrotask(() => this.onerror({ error }))
      if (words) queueMicrotask(() => this.onresult({ resultIndex: 0, results: [[{ transcript: words }]] }))
    }
    abort() {}
  }
}
/** Runs in the page: nothing more fits on the disk; work that nobody waits for fails, too. */
export const fill = () => {
  addEventListener('unhandledrejection', (event) => event.preventDefault())
  IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = () => {
    throw new DOMException('', 'QuotaExceededError')
  }
}
export const full = async (page) => {
  await page.evaluate(fill)
  for (const text of ['Ауданда ерте көмек орталығын құру', 'Жүргізушілерді оқыту']) {
    await page.fill('.composer textarea', text)
    await page.keyboard.press('Enter')
  }
  await page.waitForSelector('.not-written')
}
export const noSpare = () => {
  Storage.prototype.setItem = () => {
    throw new DOMException('', 'QuotaExceededError')
  }
}
export const tabElsewhere = () => {
  navigator.locks.request = async (_name, _how, granted) => granted(null)
}
export const noDatabase = () => {
  Object.defineProperty(window, 'indexedDB', { value: undefined })
  const held = (n, text) => ({ id: `held-${n}`, key: `line.${n}`, wording: { text, language: 'kk' } })
  const lines = [held(1, 'Ауданда ерте көмек орталығын құру'), held(2, 'Жүргізушілерді оқыту')]
  for (const line of lines) localStorage.setItem(`shanyraq.spare.${line.key}`, JSON.stringify(line))
}
export const undoing = async (page) => {
  await page.click('.composer .actions > button:not(.primary) >> nth=0')
  await page.waitForSelector('.ask-undo')
}
export const picked = (name, text, told) => async (page) => {
  await page.setInputFiles('input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(text) })
  await page.waitForSelector(told)
}
export const typed = (code) => async (page) => {
  await page.fill('#code', code)
  await page.keyboard.press('Enter')
}
export const pin = (digits, told) => async (page) => {
  await page.fill('#pin', digits)
  await page.keyboard.press('Enter')
  await page.waitForSelector(told)
}
/** The nth button of what is about handing over, pressed, and what then stands there. */
export const pressed = (n, told) => async (page) => {
  await page.click(`section:last-of-type > button >> nth=${n}`)
  await page.waitForSelector(told)
}
