// Lists personal access tokens over Connect with ZITADEL's own client, and prints them. The options of
// the transport come as JSON; `{}` is what the client does untold.
import { createConnectTransport } from "@connectrpc/connect-node";
import { NewAuthorizationBearerInterceptor } from "@zitadel/client";
import { createUserServiceClient } from "@zitadel/client/v2";

const { ZITADEL_URL, ZITADEL_TOKEN, ZITADEL_USER, TRANSPORT } = process.env;
const transport = createConnectTransport({
  baseUrl: ZITADEL_URL,
  interceptors: [NewAuthorizationBearerInterceptor(ZITADEL_TOKEN)],
  ...JSON.parse(TRANSPORT),
});
const users = createUserServiceClient(transport);
const filters = [{ filter: { case: "userIdFilter", value: { id: ZITADEL_USER } } }];
try {
  const page = await users.listPersonalAccessTokens({ filters, pagination: { limit: 10, asc: true } });
  const tokens = page.result.map(({ id, userId, organizationId, expirationDate }) => ({
    id,
    userId,
    organizationId,
    seconds: Number(expirationDate.seconds),
    nanos: expirationDate.nanos,
  }));
  console.log(JSON.stringify({ total: Number(page.pagination.totalResult), tokens }));
} catch (error) {
  // Anything but an answer of the server is this script's own trouble.
  if (!error.code) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.rawMessage }));
}
