// What people type may turn the direction of writing; in a real browser that ends with their words.
import assert from 'node:assert/strict'
import { launch } from './chromium.mjs'
import { origin } from './installation.mjs'
import { atTheEnd, test } from './scene.mjs'

test('words that turn the direction of writing turn nothing beside them, on the tablet and on the desk', async () => {
  const browser = await launch()
  atTheEnd(() => browser.close())
  for (const address of ['/t/', '/desk/']) {
    const page = await browser.newPage()
    await page.goto(origin + address)
    await page.locator('main').first().waitFor()
    const wrong = await page.evaluate(() => {
      const whole = (element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        return range.getBoundingClientRect()
      }
      return ['q', 'b', 'strong', 'a', 'span', 's', 'ins', 'del', 'bdi'].filter((tag) => {
        const line = document.createElement('p')
        const typed = document.createElement(tag)
        typed.textContent = '\u202eтез арада'
        line.append('2: ', typed, ' · 12-шілде')
        document.body.append(line)
        const after = document.createRange()
        after.selectNode(line.lastChild)
        const [first] = [line.firstChild].map((node) => {
          const range = document.createRange()
          range.selectNode(node)
          return range.getBoundingClientRect()
        })
        const words = whole(typed)
        const last = after.getBoundingClientRect()
        const right = first.right <= words.left + 1 && words.right <= last.left + 1
        line.remove()
        return !right
      })
    })
    assert.deepEqual(wrong, [], address)
    await page.close()
  }
})
