import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Photo } from '../../core/contract/facilitation.d.ts'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/**
 * A photo that only this person may see: it is fetched with the person's token, when it comes near the screen, and never
 * stands under an address that could be passed on.
 */
export function Picture({ forum, photo, label }: { forum: string; photo: Photo; label: string }) {
  const image = useRef<HTMLImageElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setNear(true), { rootMargin: '50%' })
    observer.observe(image.current!)
    return () => observer.disconnect()
  }, [])
  const picture = useQuery({
    queryKey: ['picture', photo.id],
    queryFn: async () => (await api.response(`${at.facilitation(forum)}/photos/${photo.id}`)).blob(),
    enabled: near,
    staleTime: Infinity, // a photo never changes
  })
  const address = useObjectAddress(picture.data)
  return <img ref={image} src={address} width={photo.width} height={photo.height} alt={label} />
}

function useObjectAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!blob) return
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return address
}
