import { useResizeObserver } from '@vueuse/core'
import type { EChartsCoreOption } from 'echarts/core'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue'

import { usePreferences } from '@/composables/usePreferences'

use([GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer])

export type Color = (name: string) => string

/** Draws and redraws a chart: with other data, another theme, another width. `options` gets the theme's colours. */
export function useChart(element: Ref<HTMLElement | null>, options: (color: Color) => EChartsCoreOption): void {
  const chart = shallowRef<EChartsType>()
  const { isDark } = usePreferences()

  function draw(): void {
    const styles = getComputedStyle(document.documentElement)
    const { fontFamily } = getComputedStyle(document.body)
    chart.value?.setOption({ animation: false, textStyle: { fontFamily }, ...options((name) => styles.getPropertyValue(name).trim()) })
  }

  onMounted(() => {
    chart.value = init(element.value, null, { renderer: 'svg' })
    draw()
    void document.fonts.ready.then(draw) // labels are measured with the real letters
  })
  onBeforeUnmount(() => {
    chart.value?.dispose()
    chart.value = undefined
  })
  useResizeObserver(element, () => chart.value?.resize())
  watch([() => options(() => ''), isDark], draw, { flush: 'post' })
}
