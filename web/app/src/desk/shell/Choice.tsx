interface Props {
  label: string
  value: string
  options: readonly (readonly [value: string, words: string])[] // the first is for no choice, mostly
  onChange: (value: string) => void
}

/** A filter of a list; its label is for who cannot see what it stands among. */
export function Choice({ label, value, options, onChange }: Props) {
  return (
    <label>
      <span className="visually-hidden">{label}</span>
      <select className="field" value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([one, words]) => <option key={one} value={one}>{words}</option>)}
      </select>
    </label>
  )
}
