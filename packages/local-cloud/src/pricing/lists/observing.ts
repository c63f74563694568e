import { everywhere, type Price } from "../price";

const cloudWatch = {
  service: "CloudWatch",
  asOf: "2026-08-06",
  source: "https://aws.amazon.com/cloudwatch/pricing/ (offer AmazonCloudWatch)",
};
const cloudWatchDashboards = {
  service: "CloudWatch",
  asOf: "2026-03-26",
  source: "https://aws.amazon.com/cloudwatch/pricing/ (offer AmazonCloudWatch)",
};
const xray = { service: "X-Ray", asOf: "2026-09-20", source: "https://aws.amazon.com/xray/pricing/" };

export const observingPrices = {
  logIngestion: {
    ...cloudWatch,
    unit: "GB of logs written",
    per: 1,
    usd: { "eu-central-1": 0.63, "us-east-1": 0.5 },
    free: 5,
  },
  logStorage: {
    ...cloudWatch,
    unit: "GB of logs kept",
    per: 1,
    usd: { "eu-central-1": 0.0324, "us-east-1": 0.03 },
  },
  methodMetrics: {
    ...cloudWatch,
    unit: "metrics of API methods",
    per: 1,
    usd: everywhere(0.3),
    free: 10,
  },
  alarmMetrics: {
    ...cloudWatch,
    unit: "metrics that alarms read",
    per: 1,
    usd: everywhere(0.1),
    free: 10,
  },
  fastAlarmMetrics: {
    ...cloudWatch,
    unit: "metrics that alarms read in periods below a minute",
    per: 1,
    usd: everywhere(0.3),
  },
  compositeAlarms: {
    ...cloudWatch,
    unit: "composite alarms",
    per: 1,
    usd: everywhere(0.5),
  },
  // AWS bills dashboards of at most 50 metrics separately (DashboardsUsageHour-Basic). Three of them are free.
  smallDashboards: {
    ...cloudWatchDashboards,
    unit: "dashboards of up to 50 metrics",
    per: 1,
    usd: everywhere(3),
    free: 3,
  },
  dashboards: {
    ...cloudWatchDashboards,
    unit: "dashboards",
    per: 1,
    usd: everywhere(3),
  },
  traces: {
    ...xray,
    unit: "traces recorded",
    per: 1_000_000,
    usd: everywhere(5),
    free: 100_000,
  },
} satisfies Record<string, Price>;
