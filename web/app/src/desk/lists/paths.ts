/** Where each service keeps what belongs to a forum. */
export const at = {
  sessions: (forum: string) => `/api/sessions/forums/${forum}` as const,
  session: (forum: string, session: string) => `/api/sessions/forums/${forum}/sessions/${session}` as const,
  facilitation: (forum: string) => `/api/facilitation/forums/${forum}` as const,
  decisions: (forum: string) => `/api/decisions/forums/${forum}` as const,
  notifications: (forum: string) => `/api/notifications/forums/${forum}` as const,
}
