exports.greet = async ({ pathParameters, stageVariables }) => ({
  body: `${stageVariables.greeting}, ${decodeURIComponent(pathParameters.name)}`,
});
