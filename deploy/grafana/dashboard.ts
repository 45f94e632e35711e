// What a dashboard of ours may hold: Grafana's own types, narrowed to the kinds of panels that we use, so that a misspelt or
// outdated option is an error. `validate` makes a JSON Schema of it.
import type { Dashboard, Panel, RowPanel } from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as TimeSeriesFieldConfig,
  Options as TimeSeriesOptions,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

type Query = Omit<Dataquery, '_implementsDataqueryVariant'>;

type PanelOf<Type extends string, Options, Custom> = Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> & {
  type: Type;
  options: Partial<Options>;
  targets: Query[];
  fieldConfig: {
    defaults: Omit<NonNullable<Panel['fieldConfig']>['defaults'], 'custom'> & { custom?: Partial<Custom> };
    overrides: NonNullable<Panel['fieldConfig']>['overrides'];
  };
};

/** @discriminator type */
type AnyPanel =
  | Omit<RowPanel, 'panels'> & { panels: [] }
  | PanelOf<'stat', StatOptions, Record<string, never>>
  | PanelOf<'timeseries', TimeSeriesOptions, TimeSeriesFieldConfig>;

export type Root = Omit<Dashboard, 'panels' | 'id'> & { panels: AnyPanel[] };
