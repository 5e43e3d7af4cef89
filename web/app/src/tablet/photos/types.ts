import type { Table } from 'dexie'

/** A photo of a flipchart or of papers, already small. */
export interface Photo {
  id: string
  forum_id: string
  session_id: string
  taken_at: string
  blob: Blob
  width: number
  height: number
  state: 'kept' | 'removed'
  /** The secretariat has it. */
  receipt?: { received_at: string }
}

declare module '../store/db.ts' {
  interface Store {
    photos: Table<Photo, string>
  }
}
