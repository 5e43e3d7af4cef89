import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'

/** A server of our own with the demonstration; its data are gone when it stops. */
export async function startServer() {
  const data = await mkdtemp(`${tmpdir()}/shanyraq-pictures-`)
  await chmod(data, 0o711) // started by root, PostgreSQL runs as somebody else
  return serve(data)
}

/** The same with data that are there. */
export async function serve(data) {
  const { port } = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address))
    })
  })
  const server = spawn(new URL('../../bin/shanyraq', import.meta.url).pathname, ['serve', '--demo', '--data-dir', data, '--listen', `127.0.0.1:${port}`])
  const ended = new Promise((resolve) => server.once('exit', resolve))
  process.on('exit', () => server.kill()) // also when a page fails us
  let told = ''
  await new Promise((resolve, reject) => {
    server.stderr.on('data', (text) => (told += text))
    server.stdout.on('data', (text) => (told += text) && /is ready/.test(told) && resolve())
    void ended.then(() => reject(new Error(told)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    /** One letter of the mail folder, as it was sent. */
    letter: async () => {
      const all = await readdir(`${data}/mail`, { recursive: true })
      return readFile(`${data}/mail/${all.find((name) => name.endsWith('.eml'))}`, 'utf8')
    },
    stop: async ({ keep } = {}) => {
      server.kill('SIGTERM')
      await ended
      if (!keep) await rm(data, { recursive: true, force: true })
    },
  }
}

export const staff = { login: 'organiser', password: 'shanyraq-demo' }

/** Calls the server as the organiser. */
export async function organiser(url) {
  let token
  const call = async (method, path, body) => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      body: body instanceof Uint8Array ? body : body && JSON.stringify(body),
      headers: { 'Content-Type': body instanceof Uint8Array ? 'image/png' : 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  token = (await call('POST', '/sessions/sign-in', staff)).access_token
  return { get: (path) => call('GET', path), patch: (path, body) => call('PATCH', path, body), post: (path, body) => call('POST', path, body), put: (path, body) => call('PUT', path, body) }
}
