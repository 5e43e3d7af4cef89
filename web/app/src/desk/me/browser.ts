const browsers: [RegExp, string][] = [[/YaBrowser\//, 'Yandex Browser'], [/Edg\w*\//, 'Edge'], [/OPR\//, 'Opera'], [/SamsungBrowser\//, 'Samsung Internet'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari']]
const systems: [RegExp, string][] = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux|X11/, 'Linux']]

/** What people call a browser and its machine, of what it says of itself: "Chrome, Windows"; '' where it says nothing known. */
export function browserOf(agent: string): string {
  const of = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(agent))?.[1]
  return [of(browsers), of(systems)].filter(Boolean).join(', ')
}
