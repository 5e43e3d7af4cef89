/** Where it is said that an address cannot work without a network. */
export type Where = 'pairing' | 'working' | 'desk' | 'link'

/** Whether a browser elsewhere will not trust the address. A loopback it trusts, but that is nobody's address elsewhere. */
export function isPlain(link: string): boolean {
  const { protocol, hostname } = new URL(link)
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}
