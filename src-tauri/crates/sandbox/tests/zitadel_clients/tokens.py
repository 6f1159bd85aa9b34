"""Creates, lists and removes a personal access token with ZITADEL's own client, and prints what it saw."""

import json
import os
from datetime import datetime, timezone

import zitadel_client as zitadel
from zitadel_client import models

client = zitadel.Zitadel.with_access_token(os.environ["ZITADEL_URL"], os.environ["ZITADEL_TOKEN"])
user = os.environ["ZITADEL_USER"]


def listed():
    """The ids of the user's tokens and when they end, in the order of their ids."""
    by_user = models.UserServicePersonalAccessTokensSearchFilter(
        user_id_filter=models.UserServiceIDFilter(id=user)
    )
    request = models.UserServiceListPersonalAccessTokensRequest(
        pagination=models.UserServicePaginationRequest(limit=2, asc=True),
        sorting_column=models.UserServicePersonalAccessTokenFieldName.PERSONAL_ACCESS_TOKEN_FIELD_NAME_ID,
        filters=[by_user],
    )
    page = client.users.list_personal_access_tokens(request)
    tokens = [(token.id, token.user_id, token.expiration_date.isoformat()) for token in page.result or []]
    return {"total": page.pagination.total_result, "tokens": tokens}


end = datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
request = models.UserServiceAddPersonalAccessTokenRequest(user_id=user, expiration_date=end)
made = client.users.add_personal_access_token(request)
before = listed()
removed = client.users.remove_personal_access_token(
    models.UserServiceRemovePersonalAccessTokenRequest(user_id=user, token_id=made.token_id)
)
try:
    client.users.remove_personal_access_token(
        models.UserServiceRemovePersonalAccessTokenRequest(user_id=user, token_id=made.token_id)
    )
    again = None
except zitadel.ApiError as error:
    again = error.code
print(
    json.dumps(
        {
            "id": made.token_id,
            "value": made.token,
            "before": before,
            "removed": removed.deletion_date > made.creation_date,
            "again": again,
            "after": listed(),
        }
    )
)
