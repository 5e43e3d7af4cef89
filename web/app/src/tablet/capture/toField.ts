/** Back to what is being said: where the button was that has been pressed, nothing may be left to stand on. */
export function toField(): void {
  document.querySelector<HTMLElement>('.composer textarea')?.focus()
}
