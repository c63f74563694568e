import type { DeployerActions } from "./deployerActions";

/**
 * Actions for workflows, keyed by resource type, in addition to those of `deployerActions` (Service Authorization Reference,
 * "Actions, resources, and condition keys for AWS Step Functions").
 */
export const workflowActions: Readonly<Record<string, readonly DeployerActions[]>> = {
  "aws:sfn/stateMachine:StateMachine": [
    {
      actions: [
        "states:CreateStateMachine",
        "states:DescribeStateMachine",
        "states:UpdateStateMachine",
        "states:DeleteStateMachine",
        "states:ListStateMachineVersions",
        "states:ListTagsForResource",
        "states:TagResource",
        "states:UntagResource",
      ],
      on: "arn:aws:states:REGION:ACCOUNT:stateMachine:*",
    },
  ],
};
