import { EventScene } from "../conformance/eventScene";
import { endedExecution } from "../conformance/executions";

type Value = Readonly<Record<string, any>>;

export interface Ended {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  readonly history: readonly string[];
}

/** A machine of the state S, and further states. */
export const one = (state: object, more: object = {}) => ({
  StartAt: "S",
  States: { S: { ...("Next" in state ? {} : { End: true }), ...state }, ...more },
});

export const task = (resource: string, parameters: object, more: object = {}) => ({
  ...{ Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters: parameters, ...more },
});

/** Machines in a cloud of their own. */
export class MachineScene {
  private count = 0;

  private constructor(readonly scene: EventScene) {}

  /** @param given functions and resources of a recorded case, with `{{arn:NAME}}`, `{{name:NAME}}` `{{url:NAME}}` and `{{bucket:NAME}}` */
  static async open(given: Value = {}): Promise<MachineScene> {
    return new MachineScene(await EventScene.open(given, filled));
  }

  async call<T = Value>(api: string, input: object): Promise<T> {
    const { output, error } = await this.scene.call(api, input);
    if (error !== undefined) throw new Error(`${String(error["code"])}: ${String(error["message"])}`);
    return output as T;
  }

  /** Creates a machine. @param more further members of CreateStateMachine */
  async create(definition: object, more: object = {}): Promise<string> {
    this.count += 1;
    const { roleArn } = this.scene;
    const text = JSON.stringify(filled(definition, this.scene));
    const name = `machine${String(this.count)}`;
    const made = await this.call("stepfunctions:CreateStateMachine", { name, definition: text, roleArn, ...more });
    return made["stateMachineArn"] as string;
  }

  /** Runs a machine to its end. @returns the ARN of the execution */
  async start(stateMachineArn: string, input: unknown = {}): Promise<string> {
    const text = JSON.stringify(filled(input, this.scene));
    const started = await this.call("stepfunctions:StartExecution", { stateMachineArn, input: text });
    return started["executionArn"] as string;
  }

  ended(executionArn: string): Promise<Ended> {
    return this.scene.clock.until(endedExecution(this.scene, executionArn)) as Promise<Ended>;
  }

  async run(definition: object, input: unknown = {}): Promise<Ended> {
    return this.ended(await this.start(await this.create(definition), input));
  }

  stop(): Promise<void> {
    return this.scene.cloud.stop();
  }
}

function filled(value: unknown, scene: EventScene): unknown {
  const text = JSON.stringify(value).replace(
    /\{\{(arn|name|url|bucket):(\w+)\}\}/g,
    (_, property: string, name: string) => scene.propertyOf(property, name),
  );
  return JSON.parse(text) as unknown;
}
