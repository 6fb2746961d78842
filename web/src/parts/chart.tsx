import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

import { font } from '../look/tokens'

echarts.use([BarChart, LineChart, ScatterChart, GridComponent, SVGRenderer])

export type ChartOption = Parameters<ReturnType<typeof echarts.init>['setOption']>[0]

/**
 * A chart, drawn as SVG: sharp, and its words are words. `label` tells those who do not see it what it shows. Only
 * imported lazily: ECharts is half as large as everything else.
 */
export function Chart({ option, height, label }: { option: ChartOption; height: number; label: string }) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts>(undefined)

  useEffect(() => {
    const made = echarts.init(place.current, undefined, { renderer: 'svg' })
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current!)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])

  useEffect(() => {
    chart.current?.setOption({ animation: false, textStyle: { fontFamily: font }, ...option }, { notMerge: true })
  }, [option])

  return <div ref={place} role="img" aria-label={label} style={{ height }} />
}
