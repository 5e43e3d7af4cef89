/** The time of day by this device's clock, 09:05. */
export function timeOfDay(at: string): string {
  const when = new Date(at)
  return [when.getHours(), when.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
