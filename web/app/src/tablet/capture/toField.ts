/** Past what stands above it: to the field, or into the view that is open. */
export function toMain(): void {
  const main = document.querySelector<HTMLElement>('.composer textarea') ?? document.querySelector<HTMLElement>('.view')
  if (main?.matches('.view')) main.tabIndex = -1
  main?.focus()
}

/** Back to what is being said: where the button was that has been pressed, nothing may be left to stand on. */
export function toField(): void {
  document.querySelector<HTMLElement>('.composer textarea')?.focus()
}
