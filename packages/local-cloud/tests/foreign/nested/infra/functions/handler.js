exports.show = async () => ({ statusCode: 200, body: process.env.PASSWORD });
