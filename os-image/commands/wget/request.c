/* What wget asks for. See wget.h. */
#include <stdio.h>

#include "wget.h"

#define REQUEST_SIZE (URL_TARGET_SIZE + HOST_SIZE + VALIDATOR_SIZE + 256u)

static int
send_request(const struct url *url, const struct download *download, struct connection *connection)
{
	char text[REQUEST_SIZE], authority[AUTHORITY_SIZE];
	int length = snprintf(text, sizeof(text),
			      "GET %s HTTP/1.1\r\n"
			      "Host: %s\r\n"
			      "User-Agent: wget (Kintsugi)\r\n"
			      "Accept: */*\r\n"
			      "Accept-Encoding: identity\r\n"
			      "Connection: close\r\n",
			      url->target, url_authority(url, authority));

	if (download->have > 0)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
				   "Range: bytes=%llu-\r\n", (unsigned long long)download->have);
	if (download->have > 0 && download->validator[0] != '\0')
		length += snprintf(text + length, sizeof(text) - (size_t)length, "If-Range: %s\r\n",
				   download->validator);
	length += snprintf(text + length, sizeof(text) - (size_t)length, "\r\n");
	return connection_write(connection, text, (size_t)length);
}

enum http_outcome
request(const struct url *url, const struct download *download, struct http_exchange *exchange)
{
	enum http_outcome outcome = http_open(exchange, url);

	if (outcome != HTTP_DONE)
		return outcome;
	if (send_request(url, download, &exchange->connection) != 0)
		outcome = http_broken(exchange, url);
	else
		outcome = http_answer(exchange, url);
	if (outcome != HTTP_DONE)
		http_close(exchange);
	return outcome;
}
