import { useMediaQuery } from '@vueuse/core'

/** Room for two columns: Tailwind's `lg`. */
export const useIsWide = () => useMediaQuery('(min-width: 64rem)')
