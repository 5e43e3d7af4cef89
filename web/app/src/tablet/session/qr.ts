/** Any JSON as a series of texts that fit into QR codes, and back again in whatever order they are read. */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:' // what a QR code packs into 5.5 bits (RFC 9285)
const partLength = 640 // a code of 97×97 dots: readable from one tablet's screen by the camera of another

export async function toParts(value: unknown): Promise<string[]> {
  const text = base45(await pipe(new TextEncoder().encode(JSON.stringify(value)), new CompressionStream('deflate-raw')))
  const total = Math.max(1, Math.ceil(text.length / partLength))
  const name = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => alphabet[byte % 36]).join('')
  return Array.from({ length: total }, (_, i) => `SHQ1.${name}.${i + 1}.${total}.${text.slice(i * partLength, (i + 1) * partLength)}`)
}

/** Collects the parts of one series; a part of another series starts over. */
export class PartReader {
  private name = ''
  private parts = new Map<number, string>()
  total = 0

  get count(): number {
    return this.parts.size
  }

  /** True when the text was a part. */
  add(text: string): boolean {
    const [, name, part, total, data] = /^SHQ1\.(\w{4})\.(\d+)\.(\d+)\.(.*)$/s.exec(text) ?? []
    if (!name || data === undefined) return false
    if (name !== this.name) {
      this.name = name
      this.parts = new Map()
    }
    this.total = Number(total)
    this.parts.set(Number(part), data)
    return true
  }

  /** The value once every part is here. */
  async value(): Promise<unknown> {
    if (!this.total || this.count < this.total) return undefined
    const text = Array.from({ length: this.total }, (_, i) => this.parts.get(i + 1)).join('')
    return JSON.parse(new TextDecoder().decode(await pipe(unbase45(text), new DecompressionStream('deflate-raw'))))
  }
}

async function pipe(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(through)).arrayBuffer())
}

function base45(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 2) {
    const two = i + 1 < bytes.length
    let number = two ? bytes[i]! * 256 + bytes[i + 1]! : bytes[i]!
    for (let digits = two ? 3 : 2; digits > 0; digits--) {
      text += alphabet[number % 45]
      number = Math.floor(number / 45)
    }
  }
  return text
}

function unbase45(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 3) {
    const digits = [...text.slice(i, i + 3)].map((sign) => alphabet.indexOf(sign))
    const number = digits.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (digits.length === 3) bytes.push(number >> 8)
    bytes.push(number & 255)
  }
  return Uint8Array.from(bytes)
}
