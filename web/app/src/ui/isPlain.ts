/** Where it is said that an address cannot work without a network. */
export type Where = 'pairing' | 'working' | 'desk' | 'link'

/** Whether only this computer can open the address. */
export const isLoopback = (link: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(link).hostname)

/** Whether a browser elsewhere will not trust the address. A loopback it trusts, but that is nobody's address elsewhere. */
export const isPlain = (link: string): boolean => new URL(link).protocol === 'http:' && !isLoopback(link)
