/** All that goes between the lines and the server, in one piece: a tablet cannot do without any of it. */
export { owner as authors } from './authors.ts'
export { owner as captures } from './captures.ts'
export { owner as edits } from './edits.ts'
export { heard, ready } from './hear.ts'
