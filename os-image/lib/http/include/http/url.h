/* Addresses of HTTP resources (RFC 3986, RFC 9110, 4.2.1). */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <netkit/address.h>
#include <stdint.h>

#define HTTP_PORT 80u
#define AUTHORITY_SIZE (HOST_SIZE + 6u) /* of "HOST:PORT" */
#define URL_TARGET_SIZE 2048u
#define URL_TEXT_SIZE (HOST_SIZE + URL_TARGET_SIZE + 16u)

struct url {
	char host[HOST_SIZE];
	uint16_t port;
	char target[URL_TARGET_SIZE]; /* path and query, from "/" on, as it is sent */
};

/*
 * Reads "http://HOST[:PORT][/PATH][?QUERY][#FRAGMENT]"; "http://" may be missing. What may not
 * be sent as it is becomes %XX. NULL, or what is wrong with the text.
 */
const char *url_parse(const char *text, struct url *url);

/* The same for what stands in a Location field, which may be relative to `base`. */
const char *url_resolve(const struct url *base, const char *reference, struct url *url);

/* "HOST" or "HOST:PORT", as the field Host has it. */
char *url_authority(const struct url *url, char text[AUTHORITY_SIZE]);
/* All of it, for people. */
char *url_format(const struct url *url, char text[URL_TEXT_SIZE]);

/*
 * The name that the resource has as a file: the path's last component, "index.html" when that
 * is empty or no name. In `name`, of `size` bytes.
 */
void url_file_name(const struct url *url, char *name, size_t size);

#endif
