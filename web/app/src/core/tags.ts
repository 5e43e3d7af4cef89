/** What tags are compared by: spellings that differ in case only are one tag. */
export const keyOf = (tag: string): string => tag.normalize('NFC').toLowerCase()
