/** The sources of funding that plans name by a fixed phrase; anything else is free words. */
export const funding: readonly string[] = ['republican_budget', 'local_budget', 'extra_budgetary', 'within_allocated', 'not_required']
