import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { serve } from './server.mjs'

const root = new URL('../../', import.meta.url).pathname
/** The largest forum of the volume model. */
const simulated = ['--count', '11200', '--yurts', '160']

/**
 * A server with a whole simulated forum in it. Playing the forum takes minutes, so its data are kept in the cache under the
 * migrations' fingerprint, and each run works on a copy that is gone afterwards.
 */
export async function wholeForum() {
  const kept = `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/shanyraq/forum-${await fingerprint()}`
  if (!existsSync(kept)) await play(kept)
  const data = await place()
  await copy(kept, data)
  return serve(data)
}

async function play(kept) {
  await mkdir(kept.slice(0, kept.lastIndexOf('/')), { recursive: true })
  const data = await place()
  const server = await serve(data)
  console.error(`playing a forum of 11,200 suggestions; its data are kept in ${kept}`)
  const status = await new Promise((resolve) =>
    spawn(`${root}bin/shanyraq`, ['simulate', '--url', server.url, ...simulated], { stdio: ['ignore', 'ignore', 'inherit'] }).once('exit', resolve),
  )
  await server.stop({ keep: true })
  if (status !== 0) throw new Error('the forum could not be played')
  await copy(data, `${kept}.new`)
  await rename(`${kept}.new`, kept)
  await rm(data, { recursive: true, force: true })
}

async function place() {
  const data = await mkdtemp(`${tmpdir()}/shanyraq-forum-`)
  await chmod(data, 0o711) // started by root, PostgreSQL runs as somebody else
  return data
}

/** With the owners, which Node does not copy. */
async function copy(from, to) {
  await mkdir(to, { recursive: true })
  const copying = spawn('cp', ['-a', '--reflink=auto', `${from}/.`, to], { stdio: ['ignore', 'ignore', 'inherit'] })
  await new Promise((resolve, reject) => copying.once('exit', (status) => (status ? reject(new Error(`copying ${from} failed`)) : resolve())))
}

async function fingerprint() {
  const hash = createHash('sha256')
  for (const service of ['sessions', 'facilitation', 'decisions', 'notifications']) {
    const folder = `${root}services/${service}/migrations`
    for (const name of (await readdir(folder)).toSorted()) hash.update(name).update(await readFile(`${folder}/${name}`))
  }
  return hash.digest('hex').slice(0, 16)
}
