/**
 * Ids and outputs of types that are not emulated, so that environments, policies and permissions contain the same
 * values
 * as on AWS. Their forms come from the Service Authorization Reference ("Resource types defined by …") and from the
 * endpoints of each service.
 *
 * `{name}` is the physical name, which the property in `named` contains. `{id}` is the id. `{region}` and `{account}`
 * are
 * those of the run. `{hex8}` are hexadecimal digits that are the same on every run. Other braces contain a declared
 * property. Outputs that AWS chooses at random are omitted; they are unknown, and messages say so when they are used.
 */
export const outputs: Readonly<Record<string, Shape>> = {
  "aws:acm/certificate:Certificate": {
    id: "arn:aws:acm:{region}:{account}:certificate/{uuid}",
    arn: "{id}",
    status: "ISSUED",
  },
  "aws:acm/certificateValidation:CertificateValidation": { id: "{certificateArn}" },
  "aws:apigateway/basePathMapping:BasePathMapping": { id: "{domainName}/" },
  "aws:apigateway/clientCertificate:ClientCertificate": {
    id: "{hex6}",
    arn: "arn:aws:apigateway:{region}::/clientcertificates/{id}",
  },
  "aws:apigateway/domainName:DomainName": {
    id: "{domainName}",
    arn: "arn:aws:apigateway:{region}::/domainnames/{domainName}",
    regionalDomainName: "d-{hex10}.execute-api.{region}.amazonaws.com",
  },
  "aws:apigateway/vpcLink:VpcLink": {
    id: "{hex6}",
    name: "{name}",
    arn: "arn:aws:apigateway:{region}::/vpclinks/{id}",
  },
  "aws:apigatewayv2/api:Api": {
    id: "{hex10}",
    name: "{name}",
    arn: "arn:aws:apigateway:{region}::/apis/{id}",
    executionArn: "arn:aws:execute-api:{region}:{account}:{id}",
    apiEndpoint: "https://{id}.execute-api.{region}.amazonaws.com",
  },
  "aws:apigatewayv2/authorizer:Authorizer": { id: "{hex6}", name: "{name}" },
  "aws:apigatewayv2/integration:Integration": { id: "{hex7}" },
  "aws:apigatewayv2/route:Route": { id: "{hex7}" },
  "aws:apigatewayv2/stage:Stage": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:apigateway:{region}::/apis/{apiId}/stages/{name}",
    executionArn: "arn:aws:execute-api:{region}:{account}:{apiId}/{name}",
    invokeUrl: "https://{apiId}.execute-api.{region}.amazonaws.com/{name}",
  },
  "aws:appautoscaling/policy:Policy": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{serviceNamespace}/{resourceId}:policyName/{name}",
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:autoscaling:{region}:{account}:scheduledAction:{uuid}:resource/{serviceNamespace}/{resourceId}:scheduledActionName/{name}",
  },
  "aws:appautoscaling/target:Target": {
    id: "{resourceId}",
    arn: "arn:aws:application-autoscaling:{region}:{account}:scalable-target/{hex34}",
  },
  "aws:budgets/budget:Budget": {
    id: "{account}:{name}",
    name: "{name}",
    arn: "arn:aws:budgets::{account}:budget/{name}",
  },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": {
    id: "E{hex13}",
    arn: "arn:aws:cloudfront::{account}:origin-access-identity/{id}",
    iamArn: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity {id}",
    cloudfrontAccessIdentityPath: "origin-access-identity/cloudfront/{id}",
  },
  "aws:cloudwatch/logStream:LogStream": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:logs:{region}:{account}:log-group:{logGroupName}:log-stream:{name}",
  },
  "aws:cognito/identityPool:IdentityPool": {
    id: "{region}:{uuid}",
    arn: "arn:aws:cognito-identity:{region}:{account}:identitypool/{id}",
  },
  "aws:dynamodb/globalTable:GlobalTable": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:dynamodb:{region}:{account}:table/{name}",
  },
  "aws:ec2/internetGateway:InternetGateway": {
    id: "igw-{hex17}",
    arn: "arn:aws:ec2:{region}:{account}:internet-gateway/{id}",
  },
  "aws:ec2/natGateway:NatGateway": { id: "nat-{hex17}" },
  "aws:ec2/routeTable:RouteTable": { id: "rtb-{hex17}", arn: "arn:aws:ec2:{region}:{account}:route-table/{id}" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: "rtbassoc-{hex17}" },
  "aws:ec2/securityGroup:SecurityGroup": {
    id: "sg-{hex17}",
    name: "{name}",
    arn: "arn:aws:ec2:{region}:{account}:security-group/{id}",
  },
  "aws:ec2/subnet:Subnet": { id: "subnet-{hex17}", arn: "arn:aws:ec2:{region}:{account}:subnet/{id}" },
  "aws:ec2/vpc:Vpc": { id: "vpc-{hex17}", arn: "arn:aws:ec2:{region}:{account}:vpc/{id}" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { id: "vpce-{hex17}", arn: "arn:aws:ec2:{region}:{account}:vpc-endpoint/{id}" },
  "aws:ecr/repository:Repository": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:ecr:{region}:{account}:repository/{name}",
    registryId: "{account}",
    repositoryUrl: "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
  },
  "aws:ecs/cluster:Cluster": { id: "{arn}", name: "{name}", arn: "arn:aws:ecs:{region}:{account}:cluster/{name}" },
  "aws:iam/group:Group": { id: "{name}", name: "{name}", arn: "arn:aws:iam::{account}:group/{name}" },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:iam::{account}:instance-profile/{name}",
  },
  "aws:iam/policyAttachment:PolicyAttachment": { id: "{name}", name: "{name}" },
  "aws:iam/user:User": { id: "{name}", name: "{name}", arn: "arn:aws:iam::{account}:user/{name}" },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    id: "{arn}",
    name: "{name}",
    arn: "arn:aws:firehose:{region}:{account}:deliverystream/{name}",
  },
  "aws:kinesis/stream:Stream": { id: "{arn}", name: "{name}", arn: "arn:aws:kinesis:{region}:{account}:stream/{name}" },
  "aws:lambda/layerVersion:LayerVersion": {
    named: "layerName",
    id: "{arn}",
    arn: "arn:aws:lambda:{region}:{account}:layer:{name}:1",
    layerArn: "arn:aws:lambda:{region}:{account}:layer:{name}",
    version: "1",
  },
  "aws:resourcegroups/group:Group": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:resource-groups:{region}:{account}:group/{name}",
  },
  "aws:route53/record:Record": { id: "{zoneId}_{name}_{type}", fqdn: "{name}" },
  "aws:route53/zone:Zone": { id: "Z{hex20}", zoneId: "{id}", arn: "arn:aws:route53:::hostedzone/{id}" },
  "aws:ses/configurationSet:ConfigurationSet": {
    id: "{name}",
    name: "{name}",
    arn: "arn:aws:ses:{region}:{account}:configuration-set/{name}",
  },
  "aws:ses/domainIdentity:DomainIdentity": { id: "{domain}", arn: "arn:aws:ses:{region}:{account}:identity/{domain}" },
  "aws:ses/emailIdentity:EmailIdentity": { id: "{email}", arn: "arn:aws:ses:{region}:{account}:identity/{email}" },
  "aws:wafv2/webAcl:WebAcl": {
    id: "{uuid}",
    name: "{name}",
    arn: "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{id}",
  },
  "aws:xray/group:Group": {
    named: "groupName",
    id: "{arn}",
    arn: "arn:aws:xray:{region}:{account}:group/{name}/{hex26}",
  },
};

/** Form of a type's id and outputs. */
export interface Shape {
  readonly id: string;
  /** Property with the physical name; defaults to `name`. */
  readonly named?: string;
  readonly [output: string]: string | number | undefined;
}
