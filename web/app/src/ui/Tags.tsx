/** The tags of a suggestion, as they are typed. */
export function Tags({ tags }: { tags: readonly string[] | undefined }) {
  if (!tags?.length) return null
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag}>#{tag}</li>
      ))}
    </ul>
  )
}
