import { BarChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

import { font } from '../look/tokens'

echarts.use([BarChart, LineChart, SankeyChart, ScatterChart, GridComponent, SVGRenderer])

export type ChartOption = Parameters<ReturnType<typeof echarts.init>['setOption']>[0]

/** What of a chart is pointed at: a node or an edge where it has such, by its place in the data. */
export type ChartSpot = { dataType?: string; dataIndex: number }

/**
 * A chart, drawn as SVG: sharp, and its words are words. `label` tells those who do not see it what it shows. Only
 * imported lazily: ECharts is half as large as everything else. What a click does must be possible elsewhere by keyboard.
 */
export function Chart({ option, height, label, onPick, onPoint }: { option: ChartOption; height: number; label: string; onPick?: (at: ChartSpot) => void; onPoint?: (at: ChartSpot | undefined) => void }) {
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

  useEffect(() => {
    const made = chart.current
    if (onPick) made?.on('click', (at) => onPick(at as ChartSpot))
    if (onPoint) {
      made?.on('mouseover', (at) => onPoint(at as ChartSpot))
      made?.on('mouseout', () => onPoint(undefined))
    }
    return () => {
      if (made && !made.isDisposed()) made.off('click').off('mouseover').off('mouseout')
    }
  }, [onPick, onPoint])

  return <div ref={place} role="img" aria-label={label} style={{ height }} />
}
