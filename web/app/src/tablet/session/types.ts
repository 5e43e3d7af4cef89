/** What the PIN is compared with; never the PIN itself. */
export interface Pin {
  salt: Uint8Array<ArrayBuffer>
  hash: Uint8Array
  /** Wrong tries since the last right one, and when the last was made. */
  wrong: number
  last?: number
}

declare module '../store/types.ts' {
  interface Facts {
    /** leaving: given up by its facilitator, sends the rest · gone: the server has taken its rights back. */
    handover: 'leaving' | 'gone'
    pin: Pin
    /** The facilitator has read where the voice may go, and agreed. */
    dictation: true
    /** The copies of sessions that were made here or brought in here whole. */
    copies: string[]
  }
}
