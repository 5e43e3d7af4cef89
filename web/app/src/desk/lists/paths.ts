/** Where each service keeps what belongs to a forum. */
export const at = {
  sessions: (forum: string) => `/api/sessions/forums/${forum}`,
  facilitation: (forum: string) => `/api/facilitation/forums/${forum}`,
  decisions: (forum: string) => `/api/decisions/forums/${forum}`,
  notifications: (forum: string) => `/api/notifications/forums/${forum}`,
}
