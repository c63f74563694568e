import type { Json, JsonObject } from "../language/json";
import type { TaskResource } from "../tasks/resource";
import { print, untruncated } from "./frame";
import type { NewEvent } from "./host";
import type { StateError } from "./stateError";

/** Settings of a task that its first event shows. */
export interface TaskSettings {
  readonly input: Json;
  readonly region: string;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly roleArn: string | undefined;
}

export type TaskEvent = readonly [type: string, details?: NewEvent["details"]];

/** The events of a task, whose types differ between functions, activities and services (API reference, HistoryEvent). */
export class TaskEvents {
  constructor(private readonly resource: TaskResource) {}

  scheduled({ input, region, timeout, heartbeat, roleArn }: TaskSettings): TaskEvent {
    const { resource } = this;
    const more = {
      ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
      ...(heartbeat === undefined || resource.kind === "lambda" ? {} : { heartbeatInSeconds: heartbeat }),
      ...(roleArn === undefined ? {} : { taskCredentials: { roleArn } }),
    };
    if (resource.kind === "service") {
      return this.event("Scheduled", { ...this.names, region, parameters: print(input), ...more });
    }
    const details = { resource: resource.arn, input: print(input), inputDetails: untruncated, ...more };
    return this.event("Scheduled", details);
  }

  started(workerName?: string): TaskEvent {
    if (this.resource.kind === "lambda") return ["LambdaFunctionStarted"];
    if (this.resource.kind === "service") return this.event("Started", this.names);
    return this.event("Started", workerName === undefined ? {} : { workerName });
  }

  submitted(response: Json): TaskEvent {
    return this.event("Submitted", { ...this.names, output: print(response), outputDetails: untruncated });
  }

  succeeded(output: Json): TaskEvent {
    return this.event("Succeeded", { ...this.names, output: print(output), outputDetails: untruncated });
  }

  /** The end of a task that failed or took too long. */
  failed({ error, cause }: StateError): TaskEvent {
    const details = {
      ...this.names,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
    return this.event(error === "States.Timeout" ? "TimedOut" : "Failed", details);
  }

  private get names(): JsonObject {
    if (this.resource.kind !== "service") return {};
    const { service, action, pattern } = this.resource;
    return { resourceType: service, resource: pattern === "response" ? action : `${action}.${pattern}` };
  }

  private event(suffix: string, details: JsonObject): TaskEvent {
    const prefix = { lambda: "LambdaFunction", activity: "Activity", service: "Task" }[this.resource.kind];
    const key = `${prefix.charAt(0).toLowerCase()}${prefix.slice(1)}${suffix}EventDetails`;
    return [`${prefix}${suffix}`, [key, details]];
  }
}
