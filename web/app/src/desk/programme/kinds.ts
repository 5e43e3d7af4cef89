import type { SessionKind } from '../../core/contract/enums.ts'

/** In the order in which forums have them. */
export const kinds: readonly SessionKind[] = ['preparatory', 'panel', 'breakout', 'strategic', 'plenary']
