/**
 * What the QR code of a badge says: a mark of ours and the participant's opaque id. In capitals and digits only, which a
 * QR code packs densest, so that a small badge is read from an arm's length. Whoever photographs a badge learns no name.
 */
const mark = 'SHQP1.'

export function badgeCode(participant: string): string {
  return mark + participant.replaceAll('-', '').toUpperCase()
}

/** The participant's id, or undefined for a code that is no badge of ours. */
export function readBadge(code: string): string | undefined {
  const [, ...parts] = /^SHQP1\.([0-9A-F]{8})([0-9A-F]{4})([0-9A-F]{4})([0-9A-F]{4})([0-9A-F]{12})$/.exec(code.trim().toUpperCase()) ?? []
  return parts.length ? parts.join('-').toLowerCase() : undefined
}
