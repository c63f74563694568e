import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Resources } from "../functions/inputs";
import type { Created } from "../kinds/kind";
import { createLogGroup } from "../shared/logGroup";
import { trustIn } from "../shared/trust";
import type { WorkflowDeclaration } from "./declaration";
import { statementsOnWorkflow } from "./kind";
import { machineStatements, ownStatements } from "./machineStatements";
import { renderDefinition, type Targets } from "./render";
import { TaskFunction } from "./taskFunction";
import { tasksOf, type Task } from "./tasks";

export interface StateMachineArgs extends Resources {
  readonly workflow: WorkflowDeclaration;
  /** Returns the archive of a task. */
  readonly pack: (task: Task) => pulumi.asset.Archive;
}

/** State machine of one workflow, with the functions of its tasks, role and log group. */
export class StateMachine extends pulumi.ComponentResource {
  readonly workflow: WorkflowDeclaration;
  readonly machine: aws.sfn.StateMachine;
  readonly tasks: readonly TaskFunction[];
  private readonly targets: pulumi.Output<Targets>;

  constructor(name: string, args: StateMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:workflow:StateMachine", name, {}, opts);
    const { workflow, stack, pack } = args;
    const { settings } = stack;
    this.workflow = workflow;
    this.tasks = tasksOf(workflow).map(
      (task) => new TaskFunction(task.name, { ...args, task, code: pack(task) }, { parent: this }),
    );
    this.targets = pulumi.output({
      tasks: Object.fromEntries(this.tasks.map(({ taskName, alias }) => [taskName, alias.arn])),
      buckets: bucketsOf(workflow, args),
    });
    const logGroup = createLogGroup(
      `${name}-logs`,
      // Step Functions Developer Guide, "Using CloudWatch Logs": the prefix keeps the log's resource policy small.
      { namePrefix: `/aws/vendedlogs/states/${name}-`, stack },
      { parent: this },
    );
    const { role, policy } = this.createRole(name, settings.tracing);
    this.machine = new aws.sfn.StateMachine(
      `${name}-machine`,
      {
        roleArn: role.arn,
        definition: this.targets.apply((targets) =>
          JSON.stringify(renderDefinition(workflow.definition, targets, workflow)),
        ),
        loggingConfiguration: {
          // Errors alone: every state of each line of a file would be an entry. Inputs may be personal data.
          level: "ERROR",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
        tracingConfiguration: { enabled: settings.tracing },
      },
      { parent: this, dependsOn: [policy] },
    );
    this.allowOwn(name, role);
    this.registerOutputs({ arn: this.machine.arn });
  }

  /** The workflow, as `access` uses it. */
  get created(): Created {
    return {
      name: this.machine.arn,
      statements: (actions) => this.machine.arn.apply((arn) => statementsOnWorkflow(arn, actions)),
    };
  }

  /** The workflow in the form that `Monitoring` takes. */
  get watched() {
    return {
      name: this.workflow.logicalName,
      machineArn: this.machine.arn,
      tasks: this.tasks.map(({ taskName, function: fn, logGroup }) => ({
        name: taskName,
        functionName: fn.name,
        logGroupName: logGroup.name,
      })),
    };
  }

  private createRole(name: string, tracing: boolean) {
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustIn("states") }, { parent: this });
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: this.targets.apply((targets) =>
          JSON.stringify({ Version: "2012-10-17", Statement: machineStatements(this.workflow, targets, tracing) }),
        ),
      },
      { parent: this },
    );
    return { role, policy };
  }

  /** Declares what a distributed map requires. It is a policy of its own, because it contains the machine's ARN. */
  private allowOwn(name: string, role: aws.iam.Role): void {
    if (ownStatements(this.workflow, "").length === 0) return;
    new aws.iam.RolePolicy(
      `${name}-executions-policy`,
      {
        role: role.name,
        policy: this.machine.arn.apply((arn) =>
          JSON.stringify({ Version: "2012-10-17", Statement: ownStatements(this.workflow, arn) }),
        ),
      },
      { parent: this },
    );
  }
}

function bucketsOf({ uses }: WorkflowDeclaration, { declared }: Resources): Record<string, pulumi.Output<string>> {
  const buckets = Object.keys(uses).filter((name) => uses[name]!.kind === "bucket");
  return Object.fromEntries(buckets.map((name) => [name, declared[name]!.name]));
}
