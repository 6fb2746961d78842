import type { ConfigProviderProps } from 'antd'
import zhCN from 'antd/locale/zh_CN'

import { colours, font, radius, sizes } from './tokens'

/** How antd looks and behaves everywhere. */
export const look: ConfigProviderProps = {
  locale: zhCN,
  button: { autoInsertSpace: false },
  componentSize: 'medium',
  theme: {
    hashed: false,
    token: {
      // Shortening animations by CSS would leave popups at their place of measuring, outside the window.
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      colorPrimary: colours.primary,
      colorLink: colours.primary,
      colorInfo: colours.primary,
      colorSuccess: colours.met,
      colorWarning: colours.unknown,
      colorError: colours.unmet,
      colorInfoBg: colours.tint,
      colorInfoBorder: colours['primary-line'],
      colorSuccessBg: colours['met-tint'],
      colorSuccessBorder: colours['met-line'],
      colorWarningBg: colours['unknown-tint'],
      colorWarningBorder: colours['unknown-line'],
      colorErrorBg: colours['unmet-tint'],
      colorErrorBorder: colours['unmet-line'],
      colorText: colours.ink,
      colorTextSecondary: colours['ink-2'],
      colorTextTertiary: colours['ink-3'],
      colorTextDescription: colours['ink-2'],
      colorTextPlaceholder: colours['ink-3'],
      colorBorder: colours['line-2'],
      colorBorderSecondary: colours.line,
      colorBgLayout: colours.ground,
      controlItemBgActive: colours.tint,
      fontFamily: font,
      fontSize: sizes.text,
      borderRadius: radius,
      borderRadiusLG: radius,
      wireframe: false,
      motionDurationMid: '0.1s',
      motionDurationSlow: '0.15s',
      boxShadowTertiary: 'none',
    },
    components: {
      Table: { headerBg: colours.ground, headerColor: colours['ink-2'], headerSplitColor: 'transparent', rowHoverBg: colours.tint, rowSelectedHoverBg: colours.tint, cellPaddingBlockSM: 7, cellPaddingInlineSM: 10 },
      Menu: { itemHeight: 38, itemSelectedBg: colours.tint, itemSelectedColor: colours['primary-dark'], itemBorderRadius: radius },
      Tabs: { horizontalItemPadding: '10px 0' },
    },
  },
}
